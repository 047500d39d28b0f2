using Microsoft.Identity.Web;

/// <summary>Two protected APIs: with Microsoft.Identity.Web, and with ASP.NET Core alone.</summary>
static class Api
{
    /// <summary>Reads the section AzureAd.</summary>
    public static WebApplication BuildWithIdentityWeb(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration);
        builder.Services.AddAuthorization();

        var app = builder.Build();
        app.MapGet("/WeatherForecast", () => new[] { "Sunny" }).RequireAuthorization().RequireScope("access_as_user");
        return app;
    }

    /// <summary>Reads the section Authentication:Schemes:Bearer.</summary>
    public static WebApplication BuildWithJwtBearer(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication().AddJwtBearer();
        builder.Services.AddAuthorization();

        var app = builder.Build();
        app.MapGet("/WeatherForecast", () => new[] { "Sunny" }).RequireAuthorization();
        return app;
    }
}
