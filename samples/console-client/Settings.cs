using System.Globalization;
using Microsoft.Extensions.Configuration;

/// <summary>The settings of appsettings.json. User secrets and environment variables come first.</summary>
sealed record Settings(
    string Authority, string ClientId, string ClientSecret, Uri RedirectUri, Uri ApiUrl, string Scope, TimeSpan SignInTimeout)
{
    public string AuthorizationEndpoint => $"{Authority}/oauth2/v2.0/authorize";
    public string TokenEndpoint => $"{Authority}/oauth2/v2.0/token";

    public static Settings Load()
    {
        // The secret is not read from appsettings.json, which is committed.
        var secrets = new ConfigurationBuilder().AddUserSecrets<Settings>(optional: true).AddEnvironmentVariables().Build();
        var all = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json")
            .AddConfiguration(secrets)
            .Build();
        return new(
            Url("AzureAd:Authority").AbsoluteUri.TrimEnd('/'),
            Text("AzureAd:ClientId"),
            secrets["AzureAd:ClientSecret"] ?? throw new Failure(
                "There is no client secret: set the environment variable AzureAd__ClientSecret or the user secret AzureAd:ClientSecret."),
            Url("AzureAd:RedirectUri"),
            Url("WeatherApi:Url"),
            Text("WeatherApi:Scope"),
            TimeSpan.TryParse(all["SignInTimeout"], CultureInfo.InvariantCulture, out var timeout)
                ? timeout
                : throw new Failure("The setting SignInTimeout must be a time, such as 00:05:00."));

        string Text(string key) => all[key] is { Length: > 0 } text ? text : throw new Failure($"The setting {key} is missing.");

        Uri Url(string key) => Uri.TryCreate(Text(key), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new Failure($"The setting {key} must be an address that starts with https:// or http://.");
    }
}

/// <summary>Ends the program. The message is the sentence that the user reads.</summary>
sealed class Failure(string message) : Exception(message);
