using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

// The authorization code flow of a confidential client with PKCE, request by request.
Console.OutputEncoding = Encoding.UTF8;
try
{
    var settings = Settings.Load();
    using var listener = new LoopbackListener(settings.RedirectUri);
    var redirectUri = listener.RedirectUri.AbsoluteUri;
    var (verifier, state, nonce) = (RandomText(), RandomText(), RandomText());
    var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
    var scope = $"openid profile offline_access {settings.Scope}";

    Console.WriteLine("1. Authorization request");
    var query = await new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["client_id"] = settings.ClientId,
        ["response_type"] = "code",
        ["redirect_uri"] = redirectUri,
        ["scope"] = scope,
        ["code_challenge"] = challenge,
        ["code_challenge_method"] = "S256",
        ["state"] = state,
        ["nonce"] = nonce,
    }).ReadAsStringAsync();
    Print("challenge", $"{challenge}, the SHA-256 of a verifier that stays here");
    Print("open", $"{settings.AuthorizationEndpoint}?{query}");
    OpenBrowser($"{settings.AuthorizationEndpoint}?{query}");

    Console.WriteLine("2. Authorization response");
    var response = await listener.ReceiveAsync(state, settings.SignInTimeout);
    if (response["error_subcode"] == "cancel") throw new Failure("The user cancelled the sign-in or declined the consent.");
    if (response["error"] is { } error)
        throw new Failure($"The sign-in failed: {error}. {FirstSentences(response["error_description"])}");
    var code = response["code"] ?? throw new Failure("The authorization response has no code.");
    Print("code", Shorten(code));

    Console.WriteLine("3. Code, verifier and client secret for tokens");
    var tokens = await RequestTokensAsync(settings, new()
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["code_verifier"] = verifier,
        ["redirect_uri"] = redirectUri,
    });
    Print("user", ReadUser(tokens.IdToken ?? throw new Failure("The identity provider issued no ID token."), nonce));

    Console.WriteLine("4. Forecast");
    await PrintForecastAsync(settings.ApiUrl, tokens.AccessToken);

    Console.WriteLine("5. Refresh token and client secret for new tokens");
    var renewed = await RequestTokensAsync(settings, new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = tokens.RefreshToken ?? throw new Failure("The identity provider issued no refresh token."),
        ["scope"] = scope,
    });

    Console.WriteLine("6. Forecast with the new access token");
    await PrintForecastAsync(settings.ApiUrl, renewed.AccessToken);
    return 0;
}
catch (Failure failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static async Task<Tokens> RequestTokensAsync(Settings settings, Dictionary<string, string> grant)
{
    grant["client_id"] = settings.ClientId;
    grant["client_secret"] = settings.ClientSecret;
    Print("POST", settings.TokenEndpoint);
    using var response = await Http.SendAsync(
        new(HttpMethod.Post, settings.TokenEndpoint) { Content = new FormUrlEncodedContent(grant) });
    if (!response.IsSuccessStatusCode)
    {
        var (error, description) = await Http.ReadJsonAsync<OAuthError>(response, OAuth.Json);
        throw new Failure($"The identity provider issued no tokens: {error}. {FirstSentences(description)}");
    }
    var tokens = await Http.ReadJsonAsync<Tokens>(response, OAuth.Json);
    Print("access token", $"{Shorten(tokens.AccessToken)}, expires in {tokens.ExpiresIn} seconds");
    if (tokens.RefreshToken is { } refreshToken) Print("refresh token", Shorten(refreshToken));
    return tokens;
}

static async Task PrintForecastAsync(Uri url, string accessToken)
{
    Print("GET", url.AbsoluteUri);
    using var response = await Http.SendAsync(new(HttpMethod.Get, url) { Headers = { Authorization = new("Bearer", accessToken) } });
    var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
    if (!response.IsSuccessStatusCode)
        throw new Failure($"The API answered {status}. {response.Headers.WwwAuthenticate}".TrimEnd());
    Print("answer", status);
    foreach (var day in await Http.ReadJsonAsync<Day[]>(response, JsonSerializerOptions.Web))
        Print("", $"{day.Date:O} {day.TemperatureC,4} °C  {day.Summary}");
}

// The ID token comes straight from the token endpoint, so its signature needs no check (OpenID Connect Core §3.1.3.7).
static string ReadUser(string idToken, string nonce)
{
    var claims = JsonSerializer.Deserialize<IdTokenClaims>(Base64Url.DecodeFromChars(idToken.Split('.')[1]), OAuth.Json);
    if (claims?.Nonce != nonce) throw new Failure("The ID token belongs to another sign-in: its nonce is wrong.");
    return claims.PreferredUsername ?? claims.Sub;
}

static void OpenBrowser(string url)
{
    try
    {
        Process.Start(new ProcessStartInfo(url) { UseShellExecute = true })?.Dispose();
    }
    catch (Win32Exception)
    {
        Print("", "No browser was found: open this address yourself.");
    }
}

// As many random bytes as RFC 7636 §4.1 recommends for a verifier.
static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

static string Shorten(string secret) => $"{secret[..Math.Min(6, secret.Length / 4)]}… ({secret.Length} characters)";

// Entra appends ids and the time: they are for its support.
static string FirstSentences(string? description) =>
    (description ?? "").Split(" Trace ID:")[0].Split('\r', '\n')[0];

static void Print(string name, string value) => Console.WriteLine($"   {name,-13}  {value}");

sealed record Day(DateOnly Date, int TemperatureC, string? Summary);
