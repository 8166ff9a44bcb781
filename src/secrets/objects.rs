//! Secret objects for Kubernetes, with the values that a `.env` file has.

use super::Values;
use crate::{plan::Plan, yaml::write};
use k8s_openapi::{ByteString, api::core::v1::Secret, apimachinery::pkg::apis::meta::v1::ObjectMeta};
use std::collections::BTreeMap;

/// The Secrets that the workloads refer to, as a stream of YAML with `data`.
///
/// # Errors
/// The names of the secrets that have no value.
pub fn objects(plan: &Plan, values: &Values) -> Result<String, Vec<String>> {
    let mut missing = Vec::new();
    let mut by_object: BTreeMap<&str, BTreeMap<String, ByteString>> = BTreeMap::new();
    for (name, secret) in &plan.secrets.by_name {
        match values.get(name) {
            None => missing.push(name.clone()),
            Some(value) => {
                let bytes = ByteString(value.as_bytes().to_vec());
                by_object.entry(&secret.object).or_default().insert(secret.key.clone(), bytes);
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let documents = by_object.into_iter().map(|(object, data)| format!("---\n{}", write::write(&secret(plan, object, data))));
    Ok(documents.collect())
}

fn secret(plan: &Plan, name: &str, data: BTreeMap<String, ByteString>) -> Secret {
    let part_of = ("app.kubernetes.io/part-of".to_owned(), plan.application.part_of.clone());
    let metadata = ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(plan.namespace.name.clone()),
        labels: Some(BTreeMap::from([part_of])),
        ..ObjectMeta::default()
    };
    Secret { metadata, data: Some(data), type_: Some("Opaque".to_owned()), ..Secret::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{self, sample};

    fn plan_with(names: &[&str]) -> Plan {
        let mut plan = sample::plan(vec![sample::service("api")]);
        let secret =
            |name: &str| plan::Secret { object: "shop-db".to_owned(), key: name.to_owned(), ..sample::secret(false, &[]) };
        plan.secrets.by_name = names.iter().map(|name| ((*name).to_owned(), secret(name))).collect();
        plan
    }

    #[test]
    fn secrets_of_one_object_stand_in_it_as_data() {
        let values = super::super::read("DB_PASSWORD=hunter2\nDB_USER=shop\n").unwrap();
        insta::assert_snapshot!(objects(&plan_with(&["db-password", "db-user"]), &values).unwrap(), @r"
        ---
        apiVersion: v1
        kind: Secret
        data:
          db-password: aHVudGVyMg==
          db-user: c2hvcA==
        metadata:
          labels:
            app.kubernetes.io/part-of: shop
          name: shop-db
          namespace: shop
        type: Opaque
        ");
    }

    #[test]
    fn a_secret_without_a_value_is_named_and_nothing_comes_out() {
        let values = super::super::read("DB_USER=shop\n").unwrap();
        assert_eq!(objects(&plan_with(&["db-password", "db-user"]), &values), Err(vec!["db-password".to_owned()]));
    }
}
