using Microsoft.AspNetCore.Authorization;
using Microsoft.Identity.Web;
using WeatherApi;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration);
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("remove_days", policy =>
    {
        policy.RequireRole("Forecast.Editor");
        if (builder.Configuration["AuthenticationContext"] is { Length: > 0 } id)
        {
            policy.AddRequirements(new AuthenticationContextRequirement(id));
        }
    })
    .AddPolicy("access_as_user", policy => policy.RequireAuthenticatedUser().RequireScope("access_as_user"));
builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, MissingAccess>();

builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? [])
    .WithMethods("GET", "DELETE")
    .WithHeaders("Authorization")                                // a wildcard does not cover it
    .WithExposedHeaders("WWW-Authenticate", "Retry-After")       // otherwise the app cannot read them
    .SetPreflightMaxAge(TimeSpan.FromHours(2))));                // otherwise nearly every call costs two round trips

builder.Services.AddControllers();
builder.Services.AddProblemDetails();
builder.Services.AddOpenApi();
builder.Services.AddHealthChecks();

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();                                        // problem details for 401, 403, 404 and 405
app.Use((context, next) =>
{
    context.Response.Headers.CacheControl = "no-store";          // no cache stores a response, and the app saves preflights
    return next(context);
});
app.UseCors();                                                   // before authentication, so that the app can read a 401
app.UseAuthentication();
app.UseAuthorization();

if (app.Environment.IsDevelopment())
{
    app.MapOpenApi();
}

app.MapHealthChecks("/health");
app.MapControllers();

app.Run();
