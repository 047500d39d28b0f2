using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

/// <summary>A website with a sign-in of its own, which has a client secret: the section Authentication:Schemes:OpenIdConnect.</summary>
static class WebApp
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie()
            .AddOpenIdConnect(options =>
            {
                options.ResponseType = OpenIdConnectResponseType.Code;
                options.MapInboundClaims = false;
                options.GetClaimsFromUserInfoEndpoint = true;
                options.ClaimActions.MapUniqueJsonKey("email", "email");
                options.Scope.Add("email");
                // For the sign-out, which then needs no account picker.
                options.SaveTokens = true;
            });
        builder.Services.AddAuthorization();

        var app = builder.Build();
        app.MapGet("/", (ClaimsPrincipal user) => user.Claims.Select(claim => $"{claim.Type}={claim.Value}"))
            .RequireAuthorization();
        app.MapGet("/sign-out", () => Results.SignOut(
            new() { RedirectUri = "/goodbye" },
            [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]));
        app.MapGet("/goodbye", () => "Goodbye");
        return app;
    }
}
