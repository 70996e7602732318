import type { FastifyHelmetOptions } from "@fastify/helmet";

/**
 * Headers of every answer. The app loads nothing from elsewhere and nobody may frame it.
 * @param pageScripts sources of the scripts that stand in the app's own page, as the policy names them
 */
export const securityHeaders = (pageScripts: readonly string[]): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      "default-src": ["'self'"],
      "script-src": ["'self'", ...pageScripts],
      // The terminal and the component library put style elements and attributes into the page.
      "style-src": ["'self'", "'unsafe-inline'"],
      "img-src": ["'self'", "data:"],
      "font-src": ["'self'", "data:"],
      "connect-src": ["'self'"],
      "worker-src": ["'self'", "blob:"],
      "frame-ancestors": ["'none'"],
      "base-uri": ["'none'"],
      "form-action": ["'self'"],
      "object-src": ["'none'"],
    },
  },
  frameguard: { action: "deny" },
  // The server speaks plain HTTP; a browser that insisted on HTTPS would lock its user out of other local servers too.
  hsts: false,
  // Browsers honour these only where the connection is trustworthy, and complain in the console elsewhere.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
});
