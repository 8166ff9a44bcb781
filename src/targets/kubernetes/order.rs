//! The order in which people write the keys of objects.

/// The keys of a type of the API in that order; what is not named here comes last, by the alphabet.
pub(super) fn keys(of: &'static str) -> &'static [&'static str] {
    let found = ORDER.binary_search_by_key(&(of.len(), of), |(name, _)| (name.len(), name));
    found.ok().and_then(|index| ORDER.get(index)).map_or(&[], |(_, keys)| keys)
}

/// By the length and name of the type: most names differ in length, which is compared at once.
static ORDER: &[(&str, &[&str])] = &[
    ("Role", &["apiVersion", "kind", "metadata", "rules"]),
    (
        "Probe",
        &[
            "httpGet",
            "tcpSocket",
            "grpc",
            "exec",
            "initialDelaySeconds",
            "periodSeconds",
            "timeoutSeconds",
            "failureThreshold",
            "successThreshold",
        ],
    ),
    ("EnvVar", &["name", "value", "valueFrom"]),
    ("Secret", &["type"]),
    ("Volume", &["name"]),
    ("JobSpec", &["backoffLimit", "activeDeadlineSeconds", "template"]),
    (
        "PodSpec",
        &[
            "restartPolicy",
            "serviceAccountName",
            "automountServiceAccountToken",
            "enableServiceLinks",
            "hostUsers",
            "hostNetwork",
            "dnsPolicy",
            "hostPID",
            "hostIPC",
            "priorityClassName",
            "terminationGracePeriodSeconds",
            "imagePullSecrets",
            "securityContext",
            "topologySpreadConstraints",
            "affinity",
            "nodeSelector",
            "tolerations",
            "initContainers",
            "containers",
            "volumes",
        ],
    ),
    ("RoleRef", &["apiGroup", "kind", "name"]),
    ("Subject", &["kind", "name", "namespace"]),
    ("Affinity", &["nodeAffinity", "podAffinity", "podAntiAffinity"]),
    ("ConfigMap", &["apiVersion", "kind", "metadata"]),
    (
        "Container",
        &[
            "name",
            "image",
            "imagePullPolicy",
            "restartPolicy",
            "command",
            "args",
            "workingDir",
            "ports",
            "env",
            "resources",
            "securityContext",
            "startupProbe",
            "livenessProbe",
            "readinessProbe",
            "lifecycle",
            "volumeMounts",
        ],
    ),
    ("KeyToPath", &["key", "path", "mode"]),
    ("MetricSpec", &["type", "resource"]),
    ("ObjectMeta", &["name", "namespace", "labels", "annotations"]),
    ("PolicyRule", &["apiGroups", "resources", "resourceNames", "verbs"]),
    ("ClusterRole", &["apiVersion", "kind", "metadata", "rules"]),
    (
        "CronJobSpec",
        &[
            "schedule",
            "timeZone",
            "concurrencyPolicy",
            "startingDeadlineSeconds",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "jobTemplate",
        ],
    ),
    ("IngressRule", &["host", "http"]),
    ("IngressSpec", &["ingressClassName", "tls", "rules"]),
    ("RoleBinding", &["apiVersion", "kind", "metadata", "roleRef", "subjects"]),
    ("ServicePort", &["name", "port", "targetPort", "nodePort", "protocol", "appProtocol"]),
    ("ServiceSpec", &["type", "clusterIP", "publishNotReadyAddresses", "loadBalancerSourceRanges", "selector", "ports"]),
    ("VolumeMount", &["name", "mountPath", "subPath", "readOnly"]),
    ("Capabilities", &["drop", "add"]),
    ("MetricTarget", &["type", "averageUtilization"]),
    ("ContainerPort", &["name", "containerPort", "protocol"]),
    ("DaemonSetSpec", &["revisionHistoryLimit", "minReadySeconds", "updateStrategy", "selector", "template"]),
    ("HTTPGetAction", &["path", "port", "scheme"]),
    (
        "DeploymentSpec",
        &["replicas", "revisionHistoryLimit", "progressDeadlineSeconds", "minReadySeconds", "strategy", "selector", "template"],
    ),
    ("SeccompProfile", &["type"]),
    ("ServiceAccount", &["apiVersion", "kind", "metadata"]),
    ("AppArmorProfile", &["type"]),
    ("HPAScalingRules", &["stabilizationWindowSeconds", "policies"]),
    ("HTTPIngressPath", &["path", "pathType", "backend"]),
    ("JobTemplateSpec", &["metadata", "spec"]),
    ("PodAffinityTerm", &["topologyKey", "labelSelector"]),
    ("PodTemplateSpec", &["metadata", "spec"]),
    (
        "SecurityContext",
        &[
            "allowPrivilegeEscalation",
            "privileged",
            "readOnlyRootFilesystem",
            "runAsNonRoot",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "fsGroupChangePolicy",
            "capabilities",
            "seccompProfile",
            "appArmorProfile",
            "sysctls",
        ],
    ),
    (
        "StatefulSetSpec",
        &[
            "serviceName",
            "replicas",
            "revisionHistoryLimit",
            "minReadySeconds",
            "podManagementPolicy",
            "updateStrategy",
            "persistentVolumeClaimRetentionPolicy",
            "selector",
            "template",
            "volumeClaimTemplates",
        ],
    ),
    ("HPAScalingPolicy", &["type", "value", "periodSeconds"]),
    ("SecretProjection", &["name", "items", "defaultMode"]),
    ("NetworkPolicyPeer", &["namespaceSelector", "podSelector", "ipBlock"]),
    ("NetworkPolicyPort", &["protocol", "port"]),
    ("NetworkPolicySpec", &["podSelector", "policyTypes", "ingress", "egress"]),
    ("SecretKeySelector", &["name", "key"]),
    ("ClusterRoleBinding", &["apiVersion", "kind", "metadata", "roleRef", "subjects"]),
    ("DeploymentStrategy", &["type"]),
    (
        "PodSecurityContext",
        &[
            "allowPrivilegeEscalation",
            "privileged",
            "readOnlyRootFilesystem",
            "runAsNonRoot",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "fsGroupChangePolicy",
            "capabilities",
            "seccompProfile",
            "appArmorProfile",
            "sysctls",
        ],
    ),
    ("SecretVolumeSource", &["secretName", "items", "defaultMode"]),
    ("ConfigMapProjection", &["name", "items"]),
    ("ResourceMetricSource", &["name", "target"]),
    ("ResourceRequirements", &["requests", "limits"]),
    ("ConfigMapVolumeSource", &["name", "items", "defaultMode"]),
    ("DownwardAPIVolumeFile", &["path", "fieldRef"]),
    ("IngressServiceBackend", &["name", "port"]),
    ("ProjectedVolumeSource", &["sources", "defaultMode"]),
    ("DaemonSetUpdateStrategy", &["type"]),
    ("NetworkPolicyEgressRule", &["to", "ports"]),
    ("NodeSelectorRequirement", &["key", "operator", "values"]),
    ("PodDisruptionBudgetSpec", &["minAvailable", "maxUnavailable", "unhealthyPodEvictionPolicy", "selector"]),
    ("PreferredSchedulingTerm", &["weight", "preference"]),
    ("WeightedPodAffinityTerm", &["weight", "podAffinityTerm"]),
    ("NetworkPolicyIngressRule", &["from", "ports"]),
    ("TopologySpreadConstraint", &["maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector", "matchLabelKeys"]),
    ("PersistentVolumeClaimSpec", &["accessModes", "storageClassName", "resources"]),
    ("StatefulSetUpdateStrategy", &["type"]),
    ("CrossVersionObjectReference", &["apiVersion", "kind", "name"]),
    ("HorizontalPodAutoscalerSpec", &["scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"]),
    ("ServiceAccountTokenProjection", &["path", "audience", "expirationSeconds"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plain_words() {
        let mut keys = ORDER.iter().flat_map(|(_, keys)| keys.iter());
        assert!(keys.all(|key| key.chars().all(|char| char.is_ascii_alphabetic()) && !["y", "n", "on", "no"].contains(key)));
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ORDER.is_sorted_by(|left, right| (left.0.len(), left.0) < (right.0.len(), right.0)));
    }
}
