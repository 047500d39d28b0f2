/// <summary>The settings of a client, from the environment.</summary>
static class Settings
{
    public static string Authority => Read("AUTHORITY");
    public static string ClientId => Read("CLIENT_ID");
    public static string? Secret => Environment.GetEnvironmentVariable("SECRET");
    public static string Certificate => Read("CERTIFICATE");
    public static string PrivateKey => Read("PRIVATE_KEY");
    public static string Scope => Read("SCOPE");
    public static string UserToken => Read("USER_TOKEN");
    public static string WeatherUrl => Read("WEATHER_URL");
    public static string GraphUrl => Read("GRAPH_URL");

    static string Read(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
