using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Identity.Abstractions;
using Microsoft.Identity.Web;

/// <summary>The lines of servers.md and tenants.md, so that they are compiled: checks/csharp.test.ts compares them.</summary>
static class Documents
{
    public static void CallOnBehalfOf(WebApplicationBuilder builder)
    {
        builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration)
            .EnableTokenAcquisitionToCallDownstreamApi()
            .AddInMemoryTokenCaches();
    }

    public static async Task ReadProfileAsync(IAuthorizationHeaderProvider headers, HttpClient http)
    {
        var header = await headers.CreateAuthorizationHeaderForUserAsync(["https://graph.microsoft.com/User.Read"]);
        http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(header);
        await http.GetStringAsync("https://localhost:5183/v1.0/me");
    }

    public static void AcceptTenants(WebApplicationBuilder builder, IReadOnlyCollection<string?> tenants)
    {
        builder.Services.AddMicrosoftIdentityWebApiAuthentication(builder.Configuration);
        builder.Services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, options =>
        {
            options.Events ??= new JwtBearerEvents();
            var validated = options.Events.OnTokenValidated;
            options.Events.OnTokenValidated = async context =>
            {
                await validated(context);
                if (!tenants.Contains(context.Principal?.GetTenantId()))
                {
                    context.Fail("The token is of a tenant that is not in the list.");
                }
            };
        });
    }
}
