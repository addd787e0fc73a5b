//! Application permissions of Microsoft Graph: the app roles of its service principal.
//!
//! Source: the app roles of Microsoft Graph's own service principal as of 2026-08. Held are those
//! that any operation of the sandbox could be called with.

/// Microsoft Graph's client id in every tenant.
pub const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// Returns the app role id of a permission's name, such as `User.Read.All`.
#[must_use]
pub fn permission_id(value: &str) -> Option<&'static str> {
    let found = PERMISSIONS.binary_search_by(|(name, _)| name.cmp(&value)).ok()?;
    Some(PERMISSIONS[found].1)
}

/// Returns the name of a permission by its app role id.
#[must_use]
pub fn permission_name(id: &str) -> Option<&'static str> {
    let row = PERMISSIONS.iter().find(|(_, known)| known.eq_ignore_ascii_case(id))?;
    Some(row.0)
}

/// Names and app role ids, in the byte order of the names.
pub const PERMISSIONS: [(&str, &str); 111] = [
    ("AdministrativeUnit.Read.All", "134fd756-38ce-4afd-ba33-e9623dbe66c2"),
    ("AdministrativeUnit.ReadWrite.All", "5eb59dd3-1da2-4329-8733-9dabdc435916"),
    ("AgentIdUser.ReadWrite.All", "b782c9ad-6f2b-4894-a21b-72bf22417f0a"),
    ("AgentIdUser.ReadWrite.IdentityParentedBy", "4aa6e624-eee0-40ab-bdd8-f9639038a614"),
    ("AgentIdentity.DeleteRestore.All", "5b016f9b-18eb-41d4-869a-66931914d1c8"),
    ("AgentIdentityBlueprint.DeleteRestore.All", "3f80b699-6405-4e36-a4df-4f19950ff91e"),
    ("AgentIdentityBlueprintPrincipal.DeleteRestore.All", "f86a2dd8-9298-4675-bd78-f5a3572da2d7"),
    ("AppRoleAssignment.ReadWrite.All", "06b708a9-e830-4db3-a914-8e69da51d44f"),
    ("Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
    ("Application.ReadWrite.All", "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
    ("Application.ReadWrite.OwnedBy", "18a4783c-866b-4cc7-a460-3d5e5662c884"),
    ("AuditLog.Read.All", "b0afded3-3588-46d8-8b3d-9842eff778da"),
    ("CrossTenantInformation.ReadBasic.All", "cac88765-0581-4025-9725-5ebc13f729ee"),
    ("CustomSecAttributeAssignment.ReadWrite.All", "de89b5e4-5b8f-48eb-8925-29c2b33bd8bd"),
    ("CustomSecAttributeDefinition.Read.All", "b185aa14-d8d2-42c1-a685-0f5596613624"),
    ("CustomSecAttributeDefinition.ReadWrite.All", "12338004-21f4-4896-bf5e-b75dfaf1016d"),
    ("DelegatedAdminRelationship.Read.All", "f6e9e124-4586-492f-adc0-c6f96e4823fd"),
    ("DelegatedAdminRelationship.ReadWrite.All", "cc13eba4-8cd8-44c6-b4d4-f93237adce58"),
    ("DelegatedPermissionGrant.ReadWrite.All", "8e8e4742-1d95-4f68-9d56-6ee75648c72a"),
    ("Device.Read.All", "7438b122-aefc-4978-80ed-43db9fcc7715"),
    ("Device.ReadWrite.All", "1138cb37-bd11-4084-a2b7-9f71582aeddb"),
    ("DeviceLocalCredential.Read.All", "884b599e-4d48-43a5-ba94-15c414d00588"),
    ("DeviceLocalCredential.ReadBasic.All", "db51be59-e728-414b-b800-e0f010df1a79"),
    ("DeviceManagementApps.Read.All", "7a6ee1e7-141e-4cec-ae74-d9db155731ff"),
    ("DeviceManagementApps.ReadWrite.All", "78145de6-330d-4800-a6ce-494ff2d33d07"),
    ("DeviceManagementConfiguration.Read.All", "dc377aa6-52d8-4e23-b271-2a7ae04cedf3"),
    ("DeviceManagementConfiguration.ReadWrite.All", "9241abd9-d0e6-425a-bd4f-47ba86e767a4"),
    ("DeviceManagementManagedDevices.Read.All", "2f51be20-0bb4-4fed-bf7b-db946066c75e"),
    ("DeviceManagementManagedDevices.ReadWrite.All", "243333ab-4d21-40cb-a475-36241daa0842"),
    ("DeviceManagementServiceConfig.Read.All", "06a5fe6d-c49d-46a7-b082-56b1b14103c7"),
    ("DeviceManagementServiceConfig.ReadWrite.All", "5ac13192-7ace-4fcf-b828-1a26f28068ee"),
    ("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
    ("Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7"),
    ("Domain-InternalFederation.Read.All", "c0e5a7b0-e8b7-40a7-b8e0-8249e6ea81d5"),
    ("Domain-InternalFederation.ReadWrite.All", "64d40371-8d58-4270-bc8a-b4a66de36b9a"),
    ("Domain.Read.All", "dbb9058a-0e50-45d7-ae91-66909b5d4664"),
    ("Domain.ReadWrite.All", "7e05723c-0bb0-42da-be95-ae9f08a6e53c"),
    ("Group-NestingSupport.ReadWrite.All", "2d53948b-d2c5-4008-9c4e-6361bf192555"),
    ("Group-XTenantIdentitySync.Read.All", "35b96aac-d839-4362-abd4-7381f2b27ccd"),
    ("Group.Create", "bf7b1a76-6e77-406b-b258-bf5c7720e98f"),
    ("Group.ManageProtection.All", "60f8cea0-2476-45c9-ab18-70e79e60ad14"),
    ("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b"),
    ("Group.ReadWrite.All", "62a82d76-70ea-41e2-9197-370581804d09"),
    ("GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6"),
    ("GroupMember.ReadWrite.All", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695"),
    ("GroupSettings.Read.All", "f3c4f514-c65a-43f5-bfce-1735872258dd"),
    ("GroupSettings.ReadWrite.All", "546168c3-1183-4281-9491-fafb24dea37e"),
    ("LicenseAssignment.Read.All", "e2f98668-2877-4f38-a2f4-8202e0717aa1"),
    ("LicenseAssignment.ReadWrite.All", "5facf0c1-8979-4e95-abcf-ff3d079771c0"),
    ("Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6"),
    ("Organization.ReadWrite.All", "292d869f-3427-49a8-9dab-8c70152b74e9"),
    ("Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68"),
    ("Policy.Read.AuthenticationMethod", "8e3bc81b-d2f3-4b7b-838c-32c88218d2f0"),
    ("Policy.ReadWrite.AuthenticationMethod", "29c18626-4985-4dcd-85c0-193eef327366"),
    ("Policy.ReadWrite.Authorization", "fb221be6-99f2-473f-bd32-01c6a0e9ca3b"),
    ("Policy.ReadWrite.ConditionalAccess", "01c0a623-fc9b-48e9-b794-0756f8e8f067"),
    ("Policy.ReadWrite.SecurityDefaults", "1c6e93a6-28e2-4cbb-9f64-1a46a821124d"),
    ("PrivilegedAssignmentSchedule.Read.AzureADGroup", "cd4161cb-f098-48f8-a884-1eda9a42434c"),
    ("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "41202f2c-f7ab-45be-b001-85c9728b9d69"),
    ("PrivilegedAssignmentSchedule.Remove.AzureADGroup", "55d1104b-3821-413d-b3ca-e2393d333cd3"),
    ("PrivilegedEligibilitySchedule.Read.AzureADGroup", "edb419d6-7edc-42a3-9345-509bfdf5d87c"),
    (
        "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
        "618b6020-bca8-4de6-99f6-ef445fa4d857",
    ),
    ("PrivilegedEligibilitySchedule.Remove.AzureADGroup", "55745561-7572-4314-a737-a2c2a1b0dd2e"),
    ("RoleAssignmentSchedule.Read.Directory", "d5fe8ce8-684c-4c83-a52c-46e882ce4be1"),
    ("RoleAssignmentSchedule.ReadWrite.Directory", "dd199f4a-f148-40a4-a2ec-f0069cc799ec"),
    ("RoleAssignmentSchedule.Remove.Directory", "d3495511-98b7-4df3-b317-4e35c19f6129"),
    ("RoleEligibilitySchedule.Read.Directory", "ff278e11-4a33-4d0c-83d2-d01dc58929a5"),
    ("RoleEligibilitySchedule.ReadWrite.Directory", "fee28b28-e1f3-4841-818e-2704dc62245f"),
    ("RoleEligibilitySchedule.Remove.Directory", "79c7e69c-0d9f-4eff-97a8-49170a5a08ba"),
    ("RoleManagement.Read.All", "c7fbd983-d9aa-4fa7-84b8-17382c103bc4"),
    ("RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c"),
    ("RoleManagement.ReadWrite.Directory", "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"),
    ("RoleManagementPolicy.Read.AzureADGroup", "69e67828-780e-47fd-b28c-7b27d14864e6"),
    ("RoleManagementPolicy.Read.Directory", "fdc4c997-9942-4479-bfcb-75a36d1138df"),
    ("RoleManagementPolicy.ReadWrite.AzureADGroup", "b38dcc4d-a239-4ed6-aa84-6c65b284f97c"),
    ("RoleManagementPolicy.ReadWrite.Directory", "31e08e0a-d3f7-4ca2-ac39-7343fb83e8ad"),
    ("User-LifeCycleInfo.ReadWrite.All", "925f1248-0f97-47b9-8ec8-538c54e01325"),
    ("User-Mail.ReadWrite.All", "280d0935-0796-47d1-8d26-273470a3f17a"),
    ("User-PasswordProfile.ReadWrite.All", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7"),
    ("User-Phone.ReadWrite.All", "86ceff06-c822-49ff-989a-d912845ffe69"),
    ("User.Create", "4240f680-4f73-4082-a766-aa916a2dc9b3"),
    ("User.DeleteRestore.All", "eccc023d-eccf-4e7b-9683-8813ab36cecc"),
    ("User.EnableDisableAccount.All", "3011c876-62b7-4ada-afa2-506cbbecc68c"),
    ("User.Invite.All", "09850681-111b-4a89-9bed-3f2cae46d706"),
    ("User.ManageIdentities.All", "c529cfca-c91b-489c-af2b-d92990b66ce6"),
    ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
    ("User.ReadBasic.All", "97235f07-e226-4f63-ace3-39588e11d3a1"),
    ("User.ReadUpdate.All", "5639c449-cfd9-4088-bc48-3e16da108bf8"),
    ("User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca"),
    ("User.ReadWrite.CrossCloud", "5652f862-b626-407b-a3e6-248aeb95763c"),
    ("User.RevokeSessions.All", "77f3a031-c388-4f99-b373-dc68676a979e"),
    ("UserAuthMethod-Email.Read.All", "a1e58be0-1095-422b-b067-73434bd7d40f"),
    ("UserAuthMethod-Email.ReadWrite.All", "e8ecb853-1435-4a49-95ba-ec5b31b11672"),
    ("UserAuthMethod-MicrosoftAuthApp.Read.All", "a9c5f16e-e5ca-4e33-89ad-903fcfc01c23"),
    ("UserAuthMethod-MicrosoftAuthApp.ReadWrite.All", "c833c349-a1ab-4b6d-94a2-fa9a8674420c"),
    ("UserAuthMethod-Passkey.Read.All", "72e00c1d-3e3d-43bb-a0b9-c435611bb1d2"),
    ("UserAuthMethod-Passkey.ReadWrite.All", "0400e371-7db1-4338-a269-96069eb65227"),
    ("UserAuthMethod-Password.Read.All", "8d2c17ff-b93d-40d5-9def-d843680509cb"),
    ("UserAuthMethod-Password.ReadWrite.All", "f6d38dfd-ec08-4995-8f07-23e929df0936"),
    ("UserAuthMethod-Phone.Read.All", "f529a223-ea70-43ec-b268-5012de2fbaa2"),
    ("UserAuthMethod-Phone.ReadWrite.All", "6e85d483-7092-4375-babe-0a94a8213a58"),
    ("UserAuthMethod-PlatformCred.Read.All", "07c0b1e4-15bd-442f-834b-30f8291388d1"),
    ("UserAuthMethod-PlatformCred.ReadWrite.All", "1a87acf4-a9ca-4576-a974-452ea265d5f6"),
    ("UserAuthMethod-SoftwareOATH.Read.All", "a6b423df-a0c8-411d-a809-a4a5985d2939"),
    ("UserAuthMethod-SoftwareOATH.ReadWrite.All", "787442d4-3c6e-4e99-aa95-8ccca20a48ff"),
    ("UserAuthMethod-TAP.Read.All", "bf82209c-b22b-4747-ac88-a68be99032cf"),
    ("UserAuthMethod-TAP.ReadWrite.All", "627169a8-8c15-451c-861a-5b80e383de5c"),
    ("UserAuthMethod-WindowsHello.Read.All", "9b8dd4c7-8cca-4ef5-a34a-9c2c75fcc934"),
    ("UserAuthMethod-WindowsHello.ReadWrite.All", "f14eee8a-713e-45aa-8223-2ab74632db1a"),
    ("UserAuthenticationMethod.Read.All", "38d9df27-64da-44fd-b7c5-a6fbac20248f"),
    ("UserAuthenticationMethod.ReadWrite.All", "50483e42-d915-4231-9639-7fdb7fd190e5"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_free_of_repeats() {
        assert!(PERMISSIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn names_and_ids_lead_to_each_other() {
        for (name, id) in PERMISSIONS {
            assert_eq!((permission_id(name), permission_name(id)), (Some(id), Some(name)));
        }
        assert_eq!(permission_id("User.Read.Everything"), None);
    }
}
