import { test } from "./fixtures.ts";
const script = String.raw`
import sys, json, time
o=sys.stdout.buffer
def w(s): o.write(s.encode() if isinstance(s,str) else s); o.flush()
w("\033[1;32m✔ Environment ready\033[0m python 3.13 \033[2m(took 1.2s)\033[0m\n")
w("2026-01-02 03:04:05,123 INFO trainer: loading data from https://data.example.org/train.parquet (12 shards).\n")
w("2026-01-02 03:04:06,001 WARNING trainer: 3 samples are empty\n")
w("[ERROR] could not open cache: Permission denied\n")
w("\033]8;;https://docs.example.org/errors/17\033\\See the manual\033]8;;\033\\ for error 17\n")
w(json.dumps({"time":"2026-01-02T03:04:05Z","level":"info","msg":"epoch finished","epoch":3,"loss":0.4821,"gpu":"NVIDIA H100"})+"\n")
w(json.dumps({"time":"2026-01-02T03:04:05Z","level":"error","msg":"checkpoint failed","path":"/mnt/out/ckpt 3.pt"})+"\n")
for i in range(0,101,10): w("\rTraining:  %3d%%|%s| %d/100 [00:0%d<00:00, 9.8it/s]" % (i, ("█"*(i//5)).ljust(20), i, i//10 % 10))
w("\n")
w("\033[31mred\033[33m yellow\033[34m blue\033[0m \033[38;5;208morange\033[0m \033[38;2;120;80;200mtrue colour\033[0m \033[7minverse\033[0m \033[4munderlined\033[0m \033[3mitalic\033[0m\n")
w("wide 漢字 emoji 🚀👩‍🚀 tab\there\n")
w(b"invalid \xff\xfe utf-8\n")
w("<img src=x onerror=alert(1)> <b>bold?</b>\n")
w("x"*1000000+"\n")
for i in range(400): w("step %04d loss=%.4f accuracy=%.3f lr=0.0003 worker-%d DEBUG batch done\n" % (i, 2/(i+1), i/400, i%4))
w("Traceback (most recent call last):\n  File \"train.py\", line 12, in <module>\nValueError: NaN in loss\n")
`;
test("look", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: `python3 -c '${script.replaceAll("'", `'"'"'`)}'` });
  await jobdeck.untilStatus(job.id, "succeeded");
  await page.goto(jobdeck.link);
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs?mark=${encodeURIComponent('["worker-2","accuracy"]')}`);
      await page.getByRole("log").getByText("NaN in loss").waitFor();
      await page.screenshot({ path: `/tmp/wC-x/end-${colorScheme}-${width}.png` });
      await page.getByRole("log").press("Home");
      await page.getByRole("log").getByText("Environment ready").waitFor();
      await page.screenshot({ path: `/tmp/wC-x/start-${colorScheme}-${width}.png` });
      await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs?q=loss%3D0.0&only=1&line=${encodeURIComponent('"60-64"')}`);
      await page.getByRole("status", { name: "Matches" }).filter({ hasText: "matches" }).waitFor();
      await page.screenshot({ path: `/tmp/wC-x/search-${colorScheme}-${width}.png` });
      await page.getByRole("button", { name: "Filter" }).click();
      await page.getByRole("dialog", { name: "Filter" }).waitFor();
      await page.screenshot({ path: `/tmp/wC-x/filter-${colorScheme}-${width}.png` });
    }
});
