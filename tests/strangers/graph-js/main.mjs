// Microsoft's own sign-in library and Graph client against `tenantry sandbox serve`.
//
// Usage: node main.mjs LOGIN GRAPH TENANT_ID CLIENT_ID SECRET   (with NODE_EXTRA_CA_CERTS set)
// Prints one line per check and `N passed, M failed`; exits 1 if any failed.

import assert from "node:assert/strict";
import { ClientSecretCredential } from "@azure/identity";
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";

const [login, graph, tenantId, clientId, secret] = process.argv.slice(2);
const credential = (value) =>
  new ClientSecretCredential(tenantId, clientId, value, { authorityHost: login, disableInstanceDiscovery: true });
const provider = new TokenCredentialAuthenticationProvider(credential(secret), {
  scopes: ["https://graph.microsoft.com/.default"],
});
const client = Client.initWithMiddleware({
  baseUrl: `${graph}/`,
  customHosts: new Set([new URL(graph).hostname]),
  authProvider: provider,
});

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${error.stack ?? error}`);
  }
}
async function refused(promise, status, code) {
  const error = await promise.then(() => assert.fail("it was not refused"), (refusal) => refusal);
  assert.equal(error.statusCode, status, `${error.message}`);
  assert.equal(error.code, code);
}

const suffix = Date.now().toString(36);
let domain;
let created;

await check("signs in and reads the organization", async () => {
  const { value } = await client.api("/organization").select("id,displayName,verifiedDomains").get();
  assert.equal(value.length, 1);
  assert.equal(value[0].id, tenantId);
  domain = value[0].verifiedDomains.find((known) => known.isInitial).name;
});

await check("a wrong secret is refused with AADSTS7000215", async () => {
  const wrong = credential("not-the-secret").getToken("https://graph.microsoft.com/.default");
  const error = await wrong.then(() => assert.fail("it was not refused"), (refusal) => refusal);
  assert.match(error.message, /AADSTS7000215/);
});

await check("pages through 250 users with its own page iterator", async () => {
  for (let first = 0; first < 250; first += 20) {
    const users = Array.from({ length: Math.min(20, 250 - first) }, (_, index) => first + index);
    const batch = new BatchRequestContent(
      users.map((number) => ({
        id: `${number}`,
        request: new Request(`${graph}/v1.0/users`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            accountEnabled: false,
            displayName: `Crowd ${String(number).padStart(3, "0")} ${suffix}`,
            mailNickname: `crowd-${suffix}-${number}`,
            userPrincipalName: `crowd-${suffix}-${number}@${domain}`,
            passwordProfile: { password: `Xx9-${suffix}-crowd-${number}`, forceChangePasswordNextSignIn: true },
          }),
        }),
      })),
    );
    const content = await batch.getContent();
    for (const item of content.requests) item.url = item.url.replace(/^.*\/v1\.0/, "");
    const answer = new BatchResponseContent(await client.api("/$batch").post(content));
    for (const [id, response] of answer.getResponsesIterator()) assert.equal(response.status, 201, id);
  }
  const seen = new Set();
  const first = await client.api("/users").select("id,displayName").get();
  assert.equal(first.value.length, 100, "the default page");
  assert.ok(first["@odata.nextLink"], "there is another page");
  const pages = new PageIterator(client, first, (user) => {
    if (user.displayName.endsWith(suffix)) seen.add(user.id);
    return true;
  });
  await pages.iterate();
  assert.equal(seen.size, 250);
});

await check("filters, orders and counts", async () => {
  const name = `crowd-${suffix}-7@${domain}`;
  const { value } = await client.api("/users").filter(`userPrincipalName eq '${name}'`).select("id,accountEnabled").get();
  assert.equal(value.length, 1);
  assert.equal(value[0].accountEnabled, false);
  const prefix = await client.api("/users").filter(`startswith(displayName,'Crowd 00')`).select("displayName").get();
  assert.ok(prefix.value.length >= 10);
  const counted = await client.api("/users").header("ConsistencyLevel", "eventual").count(true)
    .filter(`endsWith(userPrincipalName,'${domain}')`).top(5).get();
  assert.ok(counted["@odata.count"] >= 250);
  assert.equal(counted.value.length, 5);
});

await check("is refused where Graph refuses", async () => {
  await refused(client.api("/users").filter(`endsWith(userPrincipalName,'x')`).get(), 400, "Request_UnsupportedQuery");
  await refused(client.api("/users").select("id,nickName").get(), 400, "BadRequest");
  await refused(client.api(`/users/nobody-${suffix}@${domain}`).get(), 404, "Request_ResourceNotFound");
});

await check("creates, patches, reads back and deletes a user", async () => {
  const user = {
    accountEnabled: false,
    displayName: "A Stranger",
    mailNickname: `stranger-${suffix}`,
    userPrincipalName: `stranger-${suffix}@${domain}`,
    passwordProfile: { password: `Str4nge-${suffix}-word` },
  };
  created = await client.api("/users").post(user);
  assert.ok(created.id);
  assert.equal(created.passwordProfile, undefined, "no password comes back");
  await refused(client.api("/users").post(user), 400, "Request_BadRequest");
  await client.api(`/users/${created.id}`).patch({ displayName: "A Known Stranger" });
  const read = await client.api(`/users/${created.id}`).select("displayName,accountEnabled").get();
  assert.equal(read.displayName, "A Known Stranger");
  await client.api(`/users/${created.id}`).delete();
  await refused(client.api(`/users/${created.id}`).get(), 404, "Request_ResourceNotFound");
});

await check("makes a group, adds a member once, and takes it out", async () => {
  const group = await client.api("/groups").post({
    displayName: `Strangers ${suffix}`, mailEnabled: false, mailNickname: `strangers-${suffix}`, securityEnabled: true,
  });
  const { value } = await client.api("/users").filter(`userPrincipalName eq 'crowd-${suffix}-1@${domain}'`).get();
  const reference = { "@odata.id": `${graph}/v1.0/directoryObjects/${value[0].id}` };
  await client.api(`/groups/${group.id}/members/$ref`).post(reference);
  await refused(client.api(`/groups/${group.id}/members/$ref`).post(reference), 400, "Request_BadRequest");
  const members = await client.api(`/groups/${group.id}/members`).get();
  assert.deepEqual(members.value.map((member) => member.id), [value[0].id]);
  await client.api(`/groups/${group.id}/members/${value[0].id}/$ref`).delete();
  assert.equal((await client.api(`/groups/${group.id}/members`).get()).value.length, 0);
});

await check("assigns a role and reads it back with its principal", async () => {
  const { value } = await client.api("/users").filter(`userPrincipalName eq 'crowd-${suffix}-2@${domain}'`).get();
  const roles = await client.api("/roleManagement/directory/roleDefinitions").filter("displayName eq 'Reports Reader'").get();
  const assignment = { principalId: value[0].id, roleDefinitionId: roles.value[0].id, directoryScopeId: "/" };
  const made = await client.api("/roleManagement/directory/roleAssignments").post(assignment);
  await refused(client.api("/roleManagement/directory/roleAssignments").post(assignment), 400, "Request_BadRequest");
  const held = await client.api("/roleManagement/directory/roleAssignments")
    .filter(`principalId eq '${value[0].id}'`).expand("principal").get();
  assert.equal(held.value[0].principal.userPrincipalName, `crowd-${suffix}-2@${domain}`);
  await client.api(`/roleManagement/directory/roleAssignments/${made.id}`).delete();
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
