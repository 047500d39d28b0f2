using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;

/// <summary>An app without a user, which has a secret or a certificate.</summary>
static class Daemon
{
    public static async Task RunAsync()
    {
        var app = Confidential.CreateApp();
        string[] scopes = [Settings.Scope];

        var first = await app.AcquireTokenForClient(scopes).ExecuteAsync();
        Console.WriteLine($"token {first.AccessToken}");

        var second = await app.AcquireTokenForClient(scopes).ExecuteAsync();
        Console.WriteLine($"again: {second.AuthenticationResultMetadata.TokenSource}");
    }
}

/// <summary>An app with a secret, or with a certificate that signs its assertions.</summary>
static class Confidential
{
    public static IConfidentialClientApplication CreateApp()
    {
        var builder = ConfidentialClientApplicationBuilder.Create(Settings.ClientId)
            .WithAuthority(Settings.Authority)
            .WithInstanceDiscovery(false);
        return Settings.Secret is { } secret
            ? builder.WithClientSecret(secret).Build()
            : builder.WithCertificate(X509Certificate2.CreateFromPem(Settings.Certificate, Settings.PrivateKey)).Build();
    }
}
