"use strict";

(function () {
  const { origin, clientId, redirect, scope } = document.currentScript.dataset;

  // Opened by another name of the same machine: the operations are called at PUBLIC_URL.
  if (location.origin !== origin) {
    location.replace(origin + location.pathname + location.hash);
    return;
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();

  // Then Swagger UI is there.
  document.addEventListener("DOMContentLoaded", () => {
    const explorer = SwaggerUIBundle({
      dom_id: "#explorer",
      url: "/openapi.yaml",
      presets: [SwaggerUIBundle.presets.apis],
      layout: "BaseLayout",
      deepLinking: true,
      displayOperationId: true,
      displayRequestDuration: true,
      defaultModelsExpandDepth: 0,
      tryItOutEnabled: true,
      validatorUrl: null,
      oauth2RedirectUrl: redirect,
    });
    if (clientId) {
      explorer.initOAuth({
        clientId,
        scopes: scope,
        usePkceWithAuthorizationCodeGrant: true,
        // A client without a secret gets tokens for the plugin that it names (RFC 8707).
        additionalQueryStringParams: { resource: origin },
      });
    }
  });
})();
