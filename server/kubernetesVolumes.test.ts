import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { DiskPayload } from "../contract/disk.ts";
import type { JobPayload } from "../contract/job.ts";
import { KUBECONFIG } from "./engines/kubernetes/testing/cluster.ts";
import { kubectl, startClusterServer, type ClusterServer } from "./testing/clusterServer.ts";

const NAME = `jobdeck-data-${process.pid}`;
const MEBIBYTE = 2 ** 20;

/** A volume over the server's data folder, for the node is this machine, and the claim by which pods mount it. */
async function claim({ dataDir }: ClusterServer): Promise<void> {
  const accessModes = ["ReadWriteMany"];
  const storageClassName = NAME;
  const capacity = { storage: "1Gi" };
  const volume = { capacity, accessModes, storageClassName, hostPath: { path: dataDir, type: "Directory" } };
  const wanted = { accessModes, storageClassName, volumeName: NAME, resources: { requests: capacity } };
  const metadata = { name: NAME };
  const items = [
    { apiVersion: "v1", kind: "PersistentVolume", metadata, spec: volume },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata, spec: wanted },
  ];
  const path = join(dataDir, "claim.json");
  await writeFile(path, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await kubectl("apply", "-f", path);
}

const unclaim = () => kubectl("delete", `pvc/${NAME}`, `pv/${NAME}`, "--ignore-not-found", "--wait=false");

test.runIf(KUBECONFIG)(
  "storage and disks of jobs on Kubernetes are a claim: what one writes the server and others read",
  { timeout: 120_000 },
  async () => {
    const server = await startClusterServer({ configuration: { data: { claim: NAME } } });
    onTestFinished(async () => {
      await server.dispose();
      await unclaim();
    });
    await claim(server);
    const { body: config } = await server.call("GET", "/config");
    const { clusters, projects } = config as { clusters: { name: string }[]; projects: { name: string }[] };
    const project = projects[0]?.name ?? "";
    const at = (scheme: string, path: string) => `${scheme}://${clusters[0]?.name}/${project}/${path}`;
    const folder = `/storage/${project}/folder`;
    await server.call("PUT", `${folder}/given?op=CREATE`, Buffer.from("from the server"));
    const disk = (await server.call("POST", "/disk", { storage: MEBIBYTE, project_name: project })).body as DiskPayload;

    const storage = (readOnly: boolean) => ({
      ...{ src_storage_uri: at("storage", "folder"), dst_path: "/storage", read_only: readOnly },
    });
    const diskVolume = { src_disk_uri: at("disk", disk.id), dst_path: "/disk", read_only: false };
    const script = "cat /storage/given > /disk/kept && echo from the job > /storage/made";
    const writer = await server.start({
      command: `sh -c '${script}'`,
      volumes: [storage(false)],
      disk_volumes: [diskVolume],
    });
    await server.untilStatus(writer.id, "succeeded");
    expect((await server.call("GET", `${folder}/made?op=OPEN`)).body).toBe("from the job\n");

    const reader: JobPayload = await server.start({
      command: "sh -c 'cat /disk/kept; touch /storage/no && exit 1; touch /disk/no && exit 2; exit 0'",
      volumes: [storage(true)],
      disk_volumes: [{ ...diskVolume, read_only: true }],
    });
    await server.untilStatus(reader.id, "succeeded");
    const { body: log } = await server.call("GET", `/jobs/${reader.id}/log`);
    expect(String(log)).toContain("from the server");
    expect(String(log).match(/Read-only file system/g)).toHaveLength(2);
  },
);

describe.runIf(KUBECONFIG)("without a claim", () => {
  test("a job that needs storage is refused in words", async () => {
    const server = await startClusterServer();
    onTestFinished(() => server.dispose());
    const volumes = [{ src_storage_uri: "storage://default/x/y", dst_path: "/storage", read_only: true }];
    const refused = await server.call("POST", "/jobs?from_preset", { image: "x", command: "true", volumes });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("kubernetes.json") as string },
    });
  });
});
