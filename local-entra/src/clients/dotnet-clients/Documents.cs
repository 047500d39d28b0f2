using Microsoft.Graph;
using Microsoft.Identity.Client;
using Microsoft.Kiota.Abstractions.Authentication;

/// <summary>The lines of servers.md, so that they are compiled: checks/csharp.test.ts compares them.</summary>
static class Documents
{
    public static IConfidentialClientApplication CreateApp()
    {
        var app = ConfidentialClientApplicationBuilder.Create("10ca1000-57ac-4000-c000-000000000001")
            .WithAuthority("https://localhost:5180/10ca1000-57ac-4000-a000-00000000000a")
            .WithInstanceDiscovery(false)
            .WithClientSecret("sample-secret")
            .Build();
        return app;
    }

    public static async Task CallGraphAsync(IAuthenticationProvider authentication)
    {
        using var graph = new GraphServiceClient(authentication, "https://localhost:5183/v1.0");
        await graph.Me.GetAsync();
    }
}
