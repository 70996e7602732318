import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { openDoor } from "../../../../scripts/doors.mjs";

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
  const door = await openDoor({ host: "127.0.0.1", port: 0 }, { host: hostname, port: Number(port) });
  const folder = await mkdtemp(join(tmpdir(), "kubernetes-way-"));
  const path = join(folder, "kubeconfig");
  const own = `https://127.0.0.1:${door.port}`;
  await writeFile(path, readFileSync(kubeconfigPath, "utf8").replaceAll(address, own));
  return {
    kubeconfigPath: path,
    cut: door.cut,
    mend: door.mend,
    async dispose() {
      await door.close();
      await rm(folder, { recursive: true });
    },
  };
}
