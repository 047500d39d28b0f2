using Microsoft.Identity.Client;

/// <summary>A desktop app: signs in with the system's browser, then renews without it.</summary>
static class Desktop
{
    public static async Task RunAsync()
    {
        var app = PublicClientApplicationBuilder.Create(Settings.ClientId)
            .WithAuthority(Settings.Authority)
            .WithInstanceDiscovery(false)
            .WithDefaultRedirectUri()
            .Build();
        string[] scopes = [Settings.Scope];

        var browser = new SystemWebViewOptions { OpenBrowserAsync = OpenAsync };
        var first = await app.AcquireTokenInteractive(scopes).WithSystemWebViewOptions(browser).ExecuteAsync();
        var days = await WeatherApi.CountDaysAsync(first.AccessToken);
        Console.WriteLine($"{first.Account.Username}: {days} days");

        var renewed = await app.AcquireTokenSilent(scopes, first.Account).WithForceRefresh(true).ExecuteAsync();
        days = await WeatherApi.CountDaysAsync(renewed.AccessToken);
        Console.WriteLine($"{renewed.AuthenticationResultMetadata.TokenSource}, another token: " +
            $"{renewed.AccessToken != first.AccessToken}: {days} days");
    }

    /// <summary>The test is the browser.</summary>
    static Task OpenAsync(Uri url)
    {
        Console.WriteLine($"open {url.AbsoluteUri}");
        return Task.CompletedTask;
    }
}
