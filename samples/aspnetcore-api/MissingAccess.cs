using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace WeatherApi;

/// <summary>
/// A Conditional Access authentication context, such as c1: the user satisfies its policies, such as a second factor
/// (https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context).
/// </summary>
internal sealed class AuthenticationContextRequirement(string id)
    : AuthorizationHandler<AuthenticationContextRequirement>, IAuthorizationRequirement
{
    public string Id => id;

    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, AuthenticationContextRequirement requirement)
    {
        if (context.User.HasClaim("acrs", requirement.Id))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Says what a valid token lacks beside the scope, which a policy requires first: an app role, or an authentication context.</summary>
internal sealed class MissingAccess : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.AuthorizationFailure?.FailedRequirements.ToArray() switch
        {
            [RolesAuthorizationRequirement required, ..] => ForbidAsync(context, string.Join(", ", required.AllowedRoles)),
            [AuthenticationContextRequirement required] => ChallengeAsync(context.Response, required.Id),
            _ => _default.HandleAsync(next, context, policy, authorizeResult),
        };

    private static Task ForbidAsync(HttpContext context, string role) =>
        Results.Problem(
            $"The app role {role} is required. It is assigned in the registration of the API.",
            statusCode: StatusCodes.Status403Forbidden,
            extensions: new Dictionary<string, object?> { ["requiredRole"] = role }).ExecuteAsync(context);

    /// <summary>A claims challenge (https://learn.microsoft.com/entra/identity-platform/claims-challenge).</summary>
    private static Task ChallengeAsync(HttpResponse response, string id)
    {
        var claims = new { access_token = new { acrs = new { essential = true, value = id } } };
        var encoded = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(claims));
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = $"Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{encoded}\"";
        return Task.CompletedTask;
    }
}
