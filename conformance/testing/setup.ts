import { afterAll } from "vitest";
import { endStarted } from "./api.ts";

afterAll(endStarted);
