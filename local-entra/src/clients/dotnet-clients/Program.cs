// One client of each kind, named by the argument. Each prints what it got.
await (args switch
{
    ["desktop"] => Desktop.RunAsync(),
    ["openid-desktop"] => OpenIdDesktop.RunAsync(),
    ["device"] => Device.RunAsync(),
    ["daemon"] => Daemon.RunAsync(),
    ["on-behalf-of"] => OnBehalfOf.RunAsync(),
    _ => throw new ArgumentException("Name a client: desktop, openid-desktop, device, daemon or on-behalf-of"),
});
