// An identity provider of other people (npm: oidc-provider) with the claims of Entra ID: `tid`, `oid` and `amr`.
//
//     node identity_provider.mjs PEERS_FOLDER REDIRECT_URI [TENANT]
//
// Prints its issuer as one line once it listens, on a port of its own, and ends when its input ends. Whoever posts
// `account` (and `amr`) to the page that it sends browsers to is that account; `cancel` instead is pressing Cancel.

import { createRequire } from 'node:module';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [peers, redirectUri, tenant] = process.argv.slice(2);
const found = createRequire(path.resolve(peers, 'package.json')).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(found));

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

// Every account says that it has the same address: addresses are nobody's.
const claims = (account) => ({
  sub: `pairwise-${account}`, oid: `oid-${account}`, ...(tenant ? { tid: tenant } : {}),
  email: 'gunilla@region.example', preferred_username: 'gunilla@region.example',
});

const provider = new Provider(issuer, {
  clients: [{ client_id: 'kursplats', client_secret: 'hemligt+/& ord', redirect_uris: [redirectUri] }],
  // As Entra ID has it, `tid` and `oid` are told to those only who ask for the profile.
  claims: { openid: ['sub', 'amr', 'email', 'preferred_username'], profile: ['tid', 'oid'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key for tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, account) => ({ accountId: account, claims: () => claims(account) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

const body = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

const callback = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return callback(request, response);
  if (request.method !== 'POST') return response.end('<form method="post">account</form>');
  const form = await body(request);
  const result = form.has('cancel')
    ? { error: 'access_denied', error_description: 'the person <b>pressed</b> Cancel' }
    : { login: { accountId: form.get('account'), amr: (form.get('amr') ?? 'pwd').split(' ') } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
});

process.stdin.resume().on('end', () => process.exit(0));
console.log(issuer);
// Nobody reads on, and the provider remarks on much.
console.log = console.info = console.warn = () => {};
