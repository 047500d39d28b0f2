using Microsoft.Graph;
using Microsoft.Identity.Client;
using Microsoft.Kiota.Abstractions.Authentication;

/// <summary>What an API does with the token of its caller: it gets a token for Microsoft Graph, and reads the profile.</summary>
static class OnBehalfOf
{
    public static async Task RunAsync()
    {
        var app = Confidential.CreateApp();
        var caller = new UserAssertion(Settings.UserToken);
        var token = await app.AcquireTokenOnBehalfOf([Settings.Scope], caller).ExecuteAsync();

        var authentication = new BaseBearerTokenAuthenticationProvider(new KnownToken(token.AccessToken));
        using var graph = new GraphServiceClient(authentication, Settings.GraphUrl);
        var me = await graph.Me.GetAsync();
        Console.WriteLine($"me: {me!.UserPrincipalName}, {me.DisplayName}");
    }

    sealed class KnownToken(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri, Dictionary<string, object>? context, CancellationToken cancellation) => Task.FromResult(token);
    }
}
