import { setupServer } from "msw/node";

/** Answers requests in component tests; each test adds its handlers with `server.use`. */
export const server = setupServer();
