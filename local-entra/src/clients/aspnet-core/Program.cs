// One server of each kind, named by the first argument. Each reads its settings from the configuration, as in the documentation.
var server = args switch
{
    ["api", ..] => Api.BuildWithIdentityWeb(args),
    ["jwt-bearer-api", ..] => Api.BuildWithJwtBearer(args),
    ["middle-tier", ..] => MiddleTier.Build(args),
    ["identity-web-app", ..] => IdentityWebApp.Build(args),
    ["web-app", ..] => WebApp.Build(args),
    _ => throw new ArgumentException("Name a server: api, jwt-bearer-api, middle-tier, identity-web-app or web-app"),
};
await server.RunAsync();
