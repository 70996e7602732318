// First of all scripts, so that what it asks for is on its way while the others are read.
import { fetchFromAhead, isListAsked } from "./listAhead.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@mantine/core/styles.layer.css";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod/mini";
import { createJobsClient } from "./api/client.ts";
import { ApiError } from "./api/errors.ts";
import { readListAhead } from "./api/queries/jobs.ts";
import { ClientContext } from "./components/ClientContext.ts";
import { leaveFrame } from "./frame.ts";
import { router } from "./router.tsx";
import { currentToken, signOut, useSession } from "./state/session.ts";
import { cssVariables, theme } from "./theme.ts";

// The page's security policy forbids evaluating text as code, which zod would otherwise try.
z.config({ jitless: true });

// What has come is drawn in the same task: a timer would wait for all others.
notifyManager.setScheduler(queueMicrotask);
const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1000,
      // A server on this machine answers without a network; and one that does not is told of, where a pause is not.
      networkMode: "always",
      refetchOnReconnect: true,
      retry: (failures, error) => error instanceof ApiError && error.retryable && failures < 3,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

const client = createJobsClient({
  origin: window.location.origin,
  token: currentToken,
  fetch: fetchFromAhead,
  onUnauthorized: () => signOut("refused"),
});

useSession.subscribe((session, before) => {
  if (session.status === before.status) return;
  queryClient.clear();
  void router.invalidate();
});

// What has come of it is read while the page's code is on its way, so that the page begins with rows.
if (isListAsked) void readListAhead(client, queryClient);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
leaveFrame(root);
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ClientContext value={client}>
          <RouterProvider router={router} />
        </ClientContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
