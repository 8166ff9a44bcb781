//! What an autoscaler measures.

use super::lower_text;
use landfall::plan::{MetricSource, Plan, QueueSystem, Replicas, Source};

/// A worker that is scaled so, and its queues.
fn worker(scale: &str) -> String {
    format!(
        "app \"shop\"\nrabbitmq \"mq\" {{ in-cluster reason=\"x\" }}\nredis \"cache\" {{ in-cluster reason=\"x\" }}\n\
         service \"worker\" {{ image \"w:1\"; resources cpu=\"1\" memory=\"1Gi\"; env {{ A \"{{{{ mq.url }}}}{{{{ cache.url }}}}\" }}; {scale} }}"
    )
}

fn plan(scale: &str, environment: &str) -> Plan {
    let (plan, messages) = lower_text(&worker(scale), environment);
    let wrong: Vec<_> = messages.iter().filter(|message| !message.starts_with("resources-missing")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    plan
}

#[test]
fn a_queue_is_asked_with_the_login_of_its_service_and_lets_keda_in() {
    let scale = "scale min=0 max=5 { metric \"orders\" average=20 { queue \"orders\" of=\"mq\" }; metric \"todo\" average=5 { queue \"todo\" of=\"cache\" } }";
    let found = plan(scale, "production");
    let worker = found.workload("worker").unwrap();
    assert_eq!(worker.replicas, Replicas::Auto { min: 0, max: 5, cpu: None, memory: None });
    let [MetricSource::Queue { queue: orders, average: 20 }, MetricSource::Queue { queue: todo, average: 5 }] =
        [&worker.metrics_to_scale[0].source, &worker.metrics_to_scale[1].source]
    else {
        panic!("{worker:?}")
    };
    assert_eq!((&orders.system, orders.port, orders.password.as_deref()), (&QueueSystem::Rabbitmq, 5672, Some("mq-password")));
    assert_eq!(orders.username.as_ref().and_then(|name| name.as_literal()), Some("shop"));
    assert_eq!((&todo.system, todo.external.as_deref()), (&QueueSystem::Redis, None));
    for queue in ["mq", "cache"] {
        let ingress = &found.workload(queue).unwrap().ingress;
        assert!(ingress.iter().any(|ingress| ingress.from == Source::Namespace("keda".into())), "{ingress:?}");
    }
    assert!(found.secrets.by_name["cache-password"].used_by.contains("worker"));
}

#[test]
fn without_a_cluster_one_runs_and_nothing_is_measured() {
    let scale = "scale min=0 max=5 { metric \"x\" { trigger \"aws-sqs-queue\" { secrets { key (secret)\"aws\" } } } }";
    for environment in ["dev", "staging"] {
        let found = plan(scale, environment);
        let worker = found.workload("worker").unwrap();
        assert_eq!((worker.replicas.least(), worker.metrics_to_scale.len()), (1, 0));
        assert!(!found.secrets.by_name.contains_key("aws"));
    }
    assert!(plan(scale, "production").secrets.by_name.contains_key("aws"));
}

#[test]
fn a_metric_is_enough_to_measure() {
    let found = plan("scale min=2 max=5 { metric \"rps\" average=100 }", "production");
    assert_eq!(found.workload("worker").unwrap().replicas, Replicas::Auto { min: 2, max: 5, cpu: None, memory: None });
}
