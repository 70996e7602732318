# Jobs on Kubernetes: a real cluster of one node. To be sourced; the first start builds it, which takes minutes, and keeps
# what it has built below the home folder.

kubernetes=$PWD/../shared/kubernetes

start_kubernetes() { # sets what tells the tests of the cluster; fails when there is none
  JOBDECK_TEST_KUBECONFIG=$("$kubernetes/up" | tail -n 1)
  export JOBDECK_TEST_KUBECONFIG JOBDECK_NEEDS_KUBERNETES=yes
  hurry_kubelet "$(dirname "$JOBDECK_TEST_KUBECONFIG")"
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

# Five requests a second are what a kubelet allows itself, so that of a hundred nodes none is too much for the API server.
# This one is alone, and a pod takes it several: tests would wait for that most of their time.
hurry_kubelet() { # hurry_kubelet FOLDER: that of the cluster's state
  local pid words
  pid=$(cat "$1/kubelet.pid")
  mapfile -d '' words <"/proc/$pid/cmdline"
  case " ${words[*]} " in *" --kube-api-qps="*) return ;; esac
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  cd "$1"
  setsid nohup "${words[@]}" --kube-api-qps=200 --kube-api-burst=400 --event-qps=0 >>kubelet.log 2>&1 </dev/null &
  echo $! >kubelet.pid
  cd - >/dev/null
}

stop_kubernetes() {
  "$kubernetes/down"
}
