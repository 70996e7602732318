import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";

/** A way to the API server that can be cut and mended. */
export interface BrokenWay {
  readonly kubeconfigPath: string;
  /** Ends every connection and takes no new one. */
  cut(): void;
  mend(): void;
  dispose(): Promise<void>;
}

/** @param kubeconfigPath of a cluster whose server this stands in front of */
export async function openBrokenWay(kubeconfigPath: string): Promise<BrokenWay> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const address = config.getCurrentCluster()?.server ?? "";
  const { hostname, port } = new URL(address);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) return void near.destroy();
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const folder = await mkdtemp(join(tmpdir(), "kubernetes-way-"));
  const path = join(folder, "kubeconfig");
  const own = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(path, readFileSync(kubeconfigPath, "utf8").replaceAll(address, own));
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    kubeconfigPath: path,
    cut,
    mend: () => void (isCut = false),
    async dispose() {
      cut();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
