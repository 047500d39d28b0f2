using System.Net.Http.Headers;
using Microsoft.Identity.Abstractions;
using Microsoft.Identity.Web;

/// <summary>An API that calls another one on behalf of its caller: Microsoft Graph.</summary>
static class MiddleTier
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration)
            .EnableTokenAcquisitionToCallDownstreamApi()
            .AddInMemoryTokenCaches();
        builder.Services.AddAuthorization();
        builder.Services.AddHttpClient();

        var (url, scopes) = (builder.Configuration["Graph:Url"]!, new[] { builder.Configuration["Graph:Scope"]! });
        var app = builder.Build();
        app.MapGet("/profile", ReadProfileAsync).RequireAuthorization();
        return app;

        async Task<IResult> ReadProfileAsync(IAuthorizationHeaderProvider headers, ITokenAcquisition tokens, HttpClient http)
        {
            try
            {
                var header = await headers.CreateAuthorizationHeaderForUserAsync(scopes);
                http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(header);
                return Results.Text(await http.GetStringAsync(url), "application/json");
            }
            catch (MicrosoftIdentityWebChallengeUserException challenge)
            {
                await tokens.ReplyForbiddenWithWwwAuthenticateHeaderAsync(scopes, challenge.MsalUiRequiredException);
                return Results.Empty;
            }
        }
    }
}
