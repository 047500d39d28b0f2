using System.Net;
using Duende.IdentityModel.Client;
using Duende.IdentityModel.OidcClient;
using Duende.IdentityModel.OidcClient.Browser;

/// <summary>A desktop app without MSAL: any OpenID Connect provider.</summary>
static class OpenIdDesktop
{
    public static async Task RunAsync()
    {
        using var browser = new LoopbackBrowser();
        var client = new OidcClient(new OidcClientOptions
        {
            Authority = $"{Settings.Authority}/v2.0",
            ClientId = Settings.ClientId,
            Scope = $"openid profile offline_access {Settings.Scope}",
            RedirectUri = browser.RedirectUri,
            Browser = browser,
            // As with Entra itself: its endpoints are not below the issuer, and userinfo takes only tokens for Microsoft Graph.
            Policy = { Discovery = { ValidateEndpoints = false } },
            LoadProfile = false,
        });

        var first = await client.LoginAsync();
        if (first.IsError) throw new InvalidOperationException($"{first.Error}: {first.ErrorDescription}");
        var days = await WeatherApi.CountDaysAsync(first.AccessToken);
        Console.WriteLine($"{first.User.FindFirst("preferred_username")?.Value}: {days} days");

        var renewed = await client.RefreshTokenAsync(first.RefreshToken, scope: Settings.Scope);
        if (renewed.IsError) throw new InvalidOperationException($"{renewed.Error}: {renewed.ErrorDescription}");
        days = await WeatherApi.CountDaysAsync(renewed.AccessToken);
        Console.WriteLine($"another token: {renewed.AccessToken != first.AccessToken}: {days} days");
    }

    /// <summary>Waits for the response at a loopback address. The test is the browser.</summary>
    sealed class LoopbackBrowser : IBrowser, IDisposable
    {
        readonly HttpListener listener = new();

        public LoopbackBrowser()
        {
            RedirectUri = $"http://localhost:{FreePort()}/";
            listener.Prefixes.Add(RedirectUri);
            listener.Start();
        }

        public string RedirectUri { get; }

        public async Task<BrowserResult> InvokeAsync(BrowserOptions options, CancellationToken cancellation = default)
        {
            Console.WriteLine($"open {options.StartUrl}");
            var context = await listener.GetContextAsync();
            context.Response.Close("You can close this page."u8.ToArray(), willBlock: true);
            return new BrowserResult { ResultType = BrowserResultType.Success, Response = context.Request.Url!.AbsoluteUri };
        }

        public void Dispose() => listener.Close();

        static int FreePort()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
