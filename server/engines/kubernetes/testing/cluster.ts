import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../engine.ts";
import type { EngineFixture } from "../../contract/harness.ts";
import { createKubernetesEngine } from "../engine.ts";

/** Tests need a cluster whose nodes have this image, which has a shell and the usual small tools. */
export const IMAGE = process.env.JOBDECK_TEST_KUBERNETES_IMAGE ?? "docker.io/local/busybox:1";

/** Where the cluster for tests is; undefined where there is none. */
export const KUBECONFIG: string | undefined = process.env.JOBDECK_TEST_KUBECONFIG || undefined;

/** Listens on a port that is the pod's own, says so once it does, and gives back what it is sent. */
const ECHO_SERVER = [
  "sh",
  "-c",
  `nc -ll -p 7007 -e cat & until grep -qs ":1B5F .* 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done
  echo "port 7007"; wait`,
];

/** An engine over an empty data folder; its pods are removed when it is disposed of. */
export async function makeKubernetesEngine(
  configuration: object = {},
  kubeconfigPath: string | undefined = KUBECONFIG,
): Promise<EngineFixture & { readonly dataDir: string; readonly errors: unknown[] }> {
  const dataDir = await mkdtemp(join(tmpdir(), "kubernetes-"));
  await writeFile(join(dataDir, "kubernetes.json"), JSON.stringify(configuration));
  const errors: unknown[] = [];
  const make = (): Engine =>
    createKubernetesEngine({
      ...{ dataDir, kubeconfigPath, allowPrivileged: false },
      onError: (error) => errors.push(error),
    });
  let engine = make();
  await engine.probe();
  return {
    engine,
    dataDir,
    errors,
    image: IMAGE,
    cpu: 0.2,
    echoServer: ECHO_SERVER,
    async restart() {
      await engine.close();
      engine = make();
      await engine.probe();
      return engine;
    },
    async dispose() {
      for (const { handle } of (await engine.list?.()) ?? []) await engine.remove(handle);
      await engine.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
