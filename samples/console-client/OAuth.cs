using System.Text.Json;

/// <summary>The answers of the identity provider.</summary>
static class OAuth
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };
}

sealed record Tokens(string AccessToken, int ExpiresIn, string? RefreshToken = null, string? IdToken = null);

sealed record OAuthError(string Error, string? ErrorDescription = null);

sealed record IdTokenClaims(string Sub, string? Nonce = null, string? PreferredUsername = null);
