// A certified provider of OpenID Connect for tests: whoever types a name at it is that name, and its address.
// node provider.mjs FOLDER_OF_MODULES CLIENT_SECRET BACK AFTERWARDS; prints its issuer once it listens.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [modules, secret, back, afterwards] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "desk",
      client_secret: secret,
      redirect_uris: [back],
      post_logout_redirect_uris: [afterwards],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username"] },
    cookies: { keys: ["of a test"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unchecked"), preferred_username: id }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit(0)).resume();
