/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the API is: a URL, or a path of the page's own server. Default: the SDK's. */
  readonly VITE_WEBWORK_BASE_URL?: string;
  /** Id of an app that is registered with WebWork. Without it, OAuth is offered in the demo only. */
  readonly VITE_WEBWORK_CLIENT_ID?: string;
  /** Where tokens are had. Default: `/oauth/token`, on the page's own server. */
  readonly VITE_WEBWORK_TOKEN_URL?: string;
  /** Where users sign in. Default: the SDK's. */
  readonly VITE_WEBWORK_AUTHORIZE_URL?: string;
}
