import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../../../conformance/testing/freePort.ts";
import { KUBECONFIG } from "./cluster.ts";

const run = promisify(execFile);
const MANIFEST = fileURLToPath(new URL("../../../../deploy/kubernetes.yaml", import.meta.url));

/** The test cluster's own state folder, whose API server's program and keys a second one is started with. */
const STATE = KUBECONFIG === undefined ? "" : dirname(KUBECONFIG);
const PROGRAM = join(STATE, "..", "bin", "kube-apiserver");

/** Whether a second API server can be started over the cluster's store. */
export const canStartApiServer = existsSync(PROGRAM) && existsSync(join(STATE, "sa.key"));

export interface RbacServer {
  /** Of the service account that the manifest makes. */
  readonly kubeconfigPath: string;
  /** What the service account has asked for: "list pods", "get pods/log", with the namespace's name behind where in one. */
  used(): Set<string>;
  dispose(): Promise<void>;
}

/** A second API server over the same store that grants rights by RBAC, with the manifest of `deploy/` applied to it. */
export async function startRbacServer(): Promise<RbacServer> {
  const folder = await mkdtemp(join(tmpdir(), "kubernetes-rbac-"));
  const port = await freePort();
  const auditPath = join(folder, "audit.log");
  const policy = { apiVersion: "audit.k8s.io/v1", kind: "Policy", rules: [{ level: "Metadata" }] };
  await writeFile(join(folder, "policy.json"), JSON.stringify(policy));
  const server = spawn(
    PROGRAM,
    [
      ...["--etcd-servers=http://127.0.0.1:2379", `--secure-port=${port}`, "--bind-address=127.0.0.1"],
      ...[`--cert-dir=${folder}`, `--token-auth-file=${STATE}/tokens.csv`, "--authorization-mode=RBAC"],
      ...["--service-account-issuer=https://k8s.test", `--service-account-signing-key-file=${STATE}/sa.key`],
      ...[`--service-account-key-file=${STATE}/sa.pub`, "--service-cluster-ip-range=10.0.0.0/24"],
      ...["--kubelet-preferred-address-types=InternalIP,Hostname", "--disable-admission-plugins=ServiceAccount"],
      ...["--endpoint-reconciler-type=none", `--audit-policy-file=${folder}/policy.json`],
      ...[`--audit-log-path=${auditPath}`, "--audit-log-mode=blocking", "--allow-privileged=true"],
    ],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const exited = once(server, "exit");
  const address = `https://127.0.0.1:${port}`;
  const adminPath = join(folder, "admin");
  await writeFile(adminPath, kubeconfigOf(address, "admintoken"));
  const kubectl = (...words: string[]) => run("kubectl", ["--kubeconfig", adminPath, ...words]);
  await untilReady(() => kubectl("get", "--raw", "/readyz"));
  await untilReady(() => kubectl("apply", "-f", MANIFEST));
  const requestPath = join(folder, "request.json");
  await writeFile(
    requestPath,
    JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} }),
  );
  const tokenPath = "/api/v1/namespaces/jobdeck/serviceaccounts/jobdeck/token";
  const { stdout } = await kubectl("create", "--raw", tokenPath, "-f", requestPath);
  const { status } = JSON.parse(stdout) as { status: { token: string } };
  const kubeconfigPath = join(folder, "jobdeck");
  await writeFile(kubeconfigPath, kubeconfigOf(address, status.token));
  return {
    kubeconfigPath,
    used: () => readUsed(auditPath),
    async dispose() {
      await kubectl("delete", "-f", MANIFEST, "--wait=false");
      server.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { resource: string; subresource?: string; namespace?: string; apiGroup?: string };
}

function readUsed(path: string): Set<string> {
  const events = readFileSync(path, "utf8").trim().split("\n");
  const used = new Set<string>();
  for (const line of events) {
    const { verb, user, objectRef } = JSON.parse(line) as AuditEvent;
    if (user.username !== "system:serviceaccount:jobdeck:jobdeck" || !objectRef) continue;
    const { apiGroup, resource, subresource, namespace } = objectRef;
    const name = [apiGroup, resource, subresource].filter((part) => part !== undefined).join("/");
    used.add([verb, name, ...(namespace === undefined ? [] : [namespace])].join(" "));
  }
  return used;
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (attempt > 100) throw error;
    }
    await delay(500);
  }
}

function kubeconfigOf(server: string, token: string): string {
  return JSON.stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": "test" },
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace: "jobdeck" } }],
  });
}
