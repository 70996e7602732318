import type { JobPayload } from "../../contract/job.ts";
import type { UserRole } from "../../contract/roles.ts";
import type { StartPayload } from "../../contract/start.ts";
import { openBesideServer } from "../platform/store/database.ts";
import { createUserStore, type UserStore } from "../platform/store/tokens.ts";
import { createToken } from "../token.ts";
import type { Answer, TestServer } from "./testServer.ts";
import { openTestSocket, type TestSocket } from "../../conformance/testing/testSocket.ts";

/** Somebody beside the server's owner, and the calls that he makes. */
export interface TestPerson {
  readonly name: string;
  readonly token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Starts a job on `host` and expects 202. */
  start(request: Partial<StartPayload>): Promise<JobPayload>;
  /** Opens `API/jobs/{path}`. */
  socket(path: string, protocol?: string): TestSocket;
}

/** Changes who there is while the server runs, as the command line does: from another connection. */
export function changeUsers<T>(server: TestServer, change: (users: UserStore) => T): T {
  const database = openBesideServer(server.dataDir);
  try {
    return change(createUserStore(database.db));
  } finally {
    database.close();
  }
}

/** Lets somebody in. */
export function addPerson(server: TestServer, name: string, role: UserRole): TestPerson {
  const token = createToken(name);
  if (!changeUsers(server, (users) => users.add({ name, role }, token))) throw new Error(`There is a ${name} already.`);
  return personWith(server, name, token);
}

/** Whoever has the token. */
export function personWith(server: TestServer, name: string, token: string): TestPerson {
  const call = (method: string, path: string, body?: unknown) =>
    server.call(method, path, body, { authorization: `Bearer ${token}` });
  return {
    ...{ name, token, call },
    async start(request) {
      const { status, body } = await call("POST", "/api/v1/jobs?from_preset", { image: "host", ...request });
      if (status !== 202) throw new Error(`start answered ${status}: ${JSON.stringify(body)}`);
      return body as JobPayload;
    },
    socket(path, protocol) {
      const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${path}`;
      const bearer = `bearer.apolo.us-${token}`;
      return openTestSocket(url, protocol === undefined ? [] : [protocol, bearer], {
        ...(protocol === undefined ? { authorization: `Bearer ${token}` } : {}),
      });
    },
  };
}
