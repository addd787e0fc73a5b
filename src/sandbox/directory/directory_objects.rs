//! `directoryObjects`: any object by id, many at once.

use std::borrow::Cow;

use serde_json::Value;

use super::collection::{Listing, list, one};
use super::context::Context;
use super::failure::Failure;
use super::memberships;
use super::objects::{find, text, typed};
use super::operation::{Operation, get, post};
use super::permission::DIRECTORY_READ;
use crate::sandbox::odata::facts::DIRECTORY_OBJECT;
use crate::sandbox::wire::Response;

/// How many ids one request may name.
const MOST: usize = 1000;

pub(super) const OPERATIONS: &[Operation] = &[
    get("/directoryObjects/{id}", DIRECTORY_READ, get_one),
    post("/directoryObjects/getByIds", DIRECTORY_READ, get_by_ids),
];

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = context.key(0);
    let found = find(context.tenant, id).map(|(kind, object)| typed(kind, object));
    let found = found.ok_or_else(|| Failure::missing(id))?;
    one(context, &DIRECTORY_OBJECT, "directoryObjects", &found)
}

fn get_by_ids(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let names = |property: &str| -> Option<Vec<String>> {
        let values = body.get(property).and_then(Value::as_array)?;
        Some(values.iter().filter_map(Value::as_str).map(str::to_lowercase).collect())
    };
    let ids = names("ids").ok_or_else(|| Failure::required("ids", DIRECTORY_OBJECT.label))?;
    if ids.len() > MOST {
        return Err(Failure::bad(format!("Too many ids: at most {MOST} are allowed.")));
    }
    let mut found = memberships::objects(context.tenant, ids);
    if let Some(types) =
        names("types").filter(|types| !types.iter().any(|name| name == "directoryobject"))
    {
        found.retain(|object| {
            let name =
                text(object, "@odata.type").trim_start_matches("#microsoft.graph.").to_lowercase();
            types.contains(&name)
        });
    }
    let items = found.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{ALICE, PLAIN, PRINCIPAL, Trial};

    #[test]
    fn objects_are_found_by_id_and_type() {
        let mut trial = Trial::new(&["Directory.Read.All"]);
        assert_eq!(
            trial.read(&format!("/directoryObjects/{PLAIN}"))["@odata.type"],
            "#microsoft.graph.group"
        );
        let mut ask = |body| {
            trial.ask("POST", "/directoryObjects/getByIds", Some(body)).body.unwrap()["value"]
                .clone()
        };
        let ids = [ALICE, PLAIN, PRINCIPAL, "00000000-0000-4000-8000-00000000ffff"];
        assert_eq!(ask(json!({"ids": ids})).as_array().unwrap().len(), 3);
        let users = ask(json!({"ids": ids, "types": ["user"]}));
        assert_eq!(users.as_array().unwrap().len(), 1);
        assert_eq!(users[0]["id"], ALICE);
    }
}
