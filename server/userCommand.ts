import { parseArgs } from "node:util";
import { checkOrgName } from "../contract/names.ts";
import { USER_ROLES, type UserRole } from "../contract/roles.ts";
import { ConfigError } from "./config.ts";
import { openBesideServer } from "./platform/store/database.ts";
import { createUserStore, type UserStore } from "./platform/store/tokens.ts";
import { createToken } from "./token.ts";

const USER_HELP = `Usage: jobdeck user add NAME [--role ROLE]    lets somebody in and prints a token, once
       jobdeck user list                      who there is
       jobdeck user role NAME ROLE            changes what somebody may do
       jobdeck user token NAME                prints a new token; the one before stops working
       jobdeck user remove NAME               locks somebody out; the jobs stay

Works while the server runs, which knows of it at once.

  ROLE            reader: sees everything, changes nothing
                  user: starts jobs and changes his own (what is taken when --role is left out)
                  manager: changes everybody's jobs
  --data FOLDER   the server's data folder (JOBDECK_DATA; the user's data folder)
`;

export interface UserCommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly defaultDataDir: () => string;
  /** The manager who is always there, by the server's own token. */
  readonly ownerName: string;
}

/**
 * Runs `jobdeck user …`.
 * @param args what follows `user`
 * @returns what to print
 * @throws ConfigError for a mistake, as one line
 */
export function runUserCommand(args: string[], context: UserCommandContext): string {
  const { values, positionals } = parseWords(args);
  const [verb, ...words] = positionals;
  if (values.help || verb === undefined) return USER_HELP;
  if (values.role !== undefined && verb !== "add") throw new ConfigError(`--role goes with "user add" only.`);
  if (values.data === "") throw new ConfigError("--data must name a folder.");
  const run = readVerb(verb, words, values.role ?? "user", context.ownerName);
  const dataDir = (values.data ?? context.env.JOBDECK_DATA) || context.defaultDataDir();
  const database = openBesideServer(dataDir);
  try {
    return run(createUserStore(database.db));
  } finally {
    database.close();
  }
}

function parseWords(args: string[]) {
  try {
    const options = { data: { type: "string" }, role: { type: "string" }, help: { type: "boolean" } } as const;
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new ConfigError(`${line.split(". ")[0] ?? line}. See "user --help".`);
  }
}

type Run = (users: UserStore) => string;

/** Reads a verb and its words before anything is opened. @throws ConfigError */
function readVerb(verb: string, words: readonly string[], role: string, ownerName: string): Run {
  const [name = "", word = ""] = words;
  switch (verb) {
    case "add":
      expectWords(verb, words, ["NAME"]);
      return add(checkName(name), checkRole(role), ownerName);
    case "list":
      expectWords(verb, words, []);
      return (users) => listOf(users, ownerName);
    case "role":
      expectWords(verb, words, ["NAME", "ROLE"]);
      return setRole(name, checkRole(word), ownerName);
    case "token":
      expectWords(verb, words, ["NAME"]);
      return renewToken(name, ownerName);
    case "remove":
      expectWords(verb, words, ["NAME"]);
      return remove(name, ownerName);
    default:
      throw new ConfigError(`There is no "user ${verb}"; there are add, list, role, token and remove.`);
  }
}

function expectWords(verb: string, words: readonly string[], wanted: readonly string[]): void {
  if (words.length === wanted.length) return;
  throw new ConfigError(`Write "user ${[verb, ...wanted].join(" ")}". See "user --help".`);
}

function add(name: string, role: UserRole, ownerName: string): Run {
  return (users) => {
    const token = createToken(name);
    if (name === ownerName || !users.add({ name, role }, token)) {
      throw new ConfigError(`There is a user "${name}" already; "user token ${name}" gives another token.`);
    }
    return `${name} is in, as ${role}.\n${tokenWords(token)}`;
  };
}

function listOf(users: UserStore, ownerName: string): string {
  const others = users.all();
  const width = Math.max(...[ownerName, ...others.map(({ name }) => name)].map((name) => name.length));
  const lines = others.map(({ name, role }) => `${name.padEnd(width)}  ${role}`);
  return [`${ownerName.padEnd(width)}  manager, by the server's own token`, ...lines, ""].join("\n");
}

function setRole(name: string, role: UserRole, ownerName: string): Run {
  return (users) => {
    if (!users.setRole(name, role)) throw unknown(name, users, ownerName);
    return `${name} is ${role} now.\n`;
  };
}

function renewToken(name: string, ownerName: string): Run {
  return (users) => {
    const token = createToken(name);
    if (!users.setToken(name, token)) throw unknown(name, users, ownerName);
    return `The token of ${name} before has stopped working.\n${tokenWords(token)}`;
  };
}

function remove(name: string, ownerName: string): Run {
  return (users) => {
    if (!users.remove(name)) throw unknown(name, users, ownerName);
    return `${name} is locked out. Jobs of ${name} that run go on; a manager can end them.\n`;
  };
}

/** The token alone on its line, so that it is easily cut out; where the server listens is not known here. */
function tokenWords(token: string): string {
  return [
    "This token is shown only now; whoever has it is let in:",
    "",
    token,
    "",
    "It can be pasted at the sign-in, or made a link: the dashboard's address with the token behind it, such as",
    `http://127.0.0.1:8080/#token=${token}`,
    "",
  ].join("\n");
}

function checkName(name: string): string {
  const reason = checkOrgName(name);
  if (reason !== undefined) throw new ConfigError(`A user's name ${reason}; ${JSON.stringify(name)} is none.`);
  return name;
}

function checkRole(word: string): UserRole {
  const role = USER_ROLES.find((candidate) => candidate === word);
  if (role === undefined) {
    throw new ConfigError(`A role is one of ${USER_ROLES.join(", ")}, not ${JSON.stringify(word)}.`);
  }
  return role;
}

function unknown(name: string, users: UserStore, ownerName: string): ConfigError {
  if (name === ownerName) {
    return new ConfigError(`${name} is the server's manager by its own token, which cannot be changed here.`);
  }
  const known = users.all().map((user) => user.name);
  const there = known.length === 0 ? "nobody was added yet" : `there are ${known.join(", ")}`;
  return new ConfigError(`There is no user ${JSON.stringify(name)}; ${there}.`);
}
