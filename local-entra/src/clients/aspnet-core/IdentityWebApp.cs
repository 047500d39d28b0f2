using System.Net.Http.Headers;
using Microsoft.Identity.Web;

/// <summary>A website that reads the weather for its user: the sections AzureAd and Weather.</summary>
static class IdentityWebApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var (url, scopes) = (builder.Configuration["Weather:Url"]!, new[] { builder.Configuration["Weather:Scope"]! });
        builder.Services.AddMicrosoftIdentityWebAppAuthentication(builder.Configuration)
            .EnableTokenAcquisitionToCallDownstreamApi(scopes)
            .AddInMemoryTokenCaches();
        builder.Services.AddAuthorization();
        builder.Services.AddHttpClient();

        var app = builder.Build();
        app.MapGet("/", async (ITokenAcquisition tokens, HttpClient http) =>
        {
            var token = await tokens.GetAccessTokenForUserAsync(scopes);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return Results.Text(await http.GetStringAsync(url), "application/json");
        }).RequireAuthorization();
        return app;
    }
}
