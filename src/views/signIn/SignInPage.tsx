import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { createJobsClient } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { Logo } from "../../components/shell/Logo.tsx";
import { routes } from "../../paths.ts";
import { signIn, tokenOf, useSession, type SignedOutReason } from "../../state/session.ts";
import classes from "./SignInPage.module.css";

const route = getRouteApi("/sign-in");

const WHY: Record<SignedOutReason, string | undefined> = {
  "no-token": undefined,
  refused:
    "The token was refused. It may have been replaced, or belong to another server or to an earlier data folder.",
  "signed-out": "You signed out.",
};

/** Asks for the token, tries it, and goes on to where the user wanted to go. */
export default function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const session = useSession();
  const [text, setText] = useState("");
  const attempt = useMutation({
    mutationFn: tryToken,
    onSuccess: async (token) => {
      signIn(token);
      // Only an address of this app: a link must not send people elsewhere.
      if (next?.startsWith("/") && !next.startsWith("//")) router.history.push(next);
      else await router.navigate({ to: routes.jobs });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate(tokenOf(text));
  };
  const why = session.status === "signed-out" ? WHY[session.reason] : undefined;
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={submit} aria-labelledby="sign-in-title">
        <div className={classes.brand}>
          <Logo />
          <h1 id="sign-in-title">Sign in to Jobdeck</h1>
        </div>
        {why && !attempt.isError && (
          <p
            className={classes.why}
            role="alert"
            data-refused={(session.status === "signed-out" && session.reason === "refused") || undefined}
          >
            {why}
          </p>
        )}
        <PasswordInput
          label="Token or link"
          description="Jobdeck prints a ready-made link when it starts; others get theirs from who runs it. Paste it or its token here."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={attempt.error?.message}
          autoFocus
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": "Show the token" }}
        />
        <Button type="submit" loading={attempt.isPending} disabled={text.trim() === ""}>
          Sign in
        </Button>
        <p className={classes.hint}>
          Lost the link? It stands in the terminal where <code>npm start</code> runs; the token is kept in the file{" "}
          <code>token</code> of the data folder.
        </p>
      </form>
    </main>
  );
}

/** Asks the platform whether it knows the token, before it is kept. */
async function tryToken(token: string): Promise<string> {
  const client = createJobsClient({ origin: window.location.origin, token: () => token });
  try {
    const config = await client.config();
    if (config.authorized) return token;
  } catch (error) {
    if (!(error instanceof ApiError && error.kind === "unauthorized")) throw error;
  }
  throw new ApiError("unauthorized", "The platform does not know this token. Copy the whole link again.");
}
