# Jobs on Kubernetes: a real cluster of one node. To be sourced; the first start builds it, which takes minutes, and keeps
# what it has built below the home folder.

kubernetes=$PWD/../shared/kubernetes

start_kubernetes() { # sets what tells the tests of the cluster; fails when there is none
  JOBDECK_TEST_KUBECONFIG=$("$kubernetes/up" | tail -n 1)
  export JOBDECK_TEST_KUBECONFIG JOBDECK_NEEDS_KUBERNETES=yes
  # On a full disk the kubelet removes images that nobody uses, and there is no registry to have these from again.
  kubectl --kubeconfig "$JOBDECK_TEST_KUBECONFIG" -n kube-system apply -f - >/dev/null <<'POD'
apiVersion: v1
kind: Pod
metadata: { name: images-in-use }
spec:
  priorityClassName: system-node-critical
  terminationGracePeriodSeconds: 0
  containers:
    - { name: pause, image: "docker.io/local/pause:1", imagePullPolicy: Never, command: [sleep, "1000000"] }
    - { name: busybox, image: "docker.io/local/busybox:1", imagePullPolicy: Never, command: [sleep, "1000000"] }
POD
}

stop_kubernetes() {
  "$kubernetes/down"
}
