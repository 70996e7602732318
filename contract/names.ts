/**
 * The platform's naming rules (PROTOCOL.md, "Rules"). Each check returns the sentence that says what is wrong, without
 * the field's name, or undefined when the value is fine, so that a form and a server say the same.
 */
export type Check = (value: string) => string | undefined;

const JOB_NAME = /^[a-z](?:-?[a-z0-9])*$/;
const ORG_NAME = /^[a-z0-9](?:-?[a-z0-9])*$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** A job's name: 3 to 40 characters, lower-case letters, digits and single dashes, a letter first. */
export const checkJobName: Check = (value) => {
  if (value.length < 3 || value.length > 40) return "must be 3 to 40 characters long";
  if (!JOB_NAME.test(value)) {
    return "must start with a letter and have only lower-case letters, digits and single dashes between them";
  }
  return undefined;
};

/** The name of an organization, a project or a cluster: at least 3 characters. */
export const checkOrgName: Check = (value) => {
  if (value.length < 3) return "must be at least 3 characters long";
  if (!ORG_NAME.test(value)) return "must have only lower-case letters, digits and single dashes between them";
  return undefined;
};

/** A tag: 1 to 256 characters without white space. */
export const checkTag: Check = (value) => {
  if (value.length < 1 || value.length > 256) return "must be 1 to 256 characters long";
  if (/\s/.test(value)) return "must not have white space";
  return undefined;
};

/** How many tags a job may have. */
export const MAX_TAGS = 16;

/** The name of an environment variable. */
export const checkEnvName: Check = (value) => {
  if (value === "") return "must not be empty";
  if (!ENV_NAME.test(value)) return "must start with a letter or _ and have only letters, digits, _ . and -";
  return undefined;
};

/** A path inside the job: absolute and without `..`. */
export const checkAbsolutePath: Check = (value) => {
  if (!value.startsWith("/")) return "must be an absolute path (start with /)";
  if (value.split("/").includes("..")) return "must not have .. in it";
  if (value.includes("\0")) return "must not have a NUL character";
  return undefined;
};

/**
 * A resource's address such as `storage://cluster/org/project/path`: the given scheme, a host and no query or fragment.
 */
export function checkResourceUri(scheme: string): Check {
  return (value) => {
    const match = /^([a-z]+):\/\/([^/?#]*)([^?#]*)([?#].*)?$/.exec(value);
    if (match?.[1] !== scheme) return `must start with ${scheme}://`;
    if (!match[2]) return `must name the cluster: ${scheme}://cluster/…`;
    if (match[4]) return "must not have a query or a fragment";
    return undefined;
  };
}
