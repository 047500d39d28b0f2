using Microsoft.Identity.Client;

/// <summary>A device without a browser: the user enters its code elsewhere.</summary>
static class Device
{
    public static async Task RunAsync()
    {
        var app = PublicClientApplicationBuilder.Create(Settings.ClientId)
            .WithAuthority(Settings.Authority)
            .WithInstanceDiscovery(false)
            .Build();
        var token = await app.AcquireTokenWithDeviceCode([Settings.Scope], ShowAsync).ExecuteAsync();
        var days = await WeatherApi.CountDaysAsync(token.AccessToken);
        Console.WriteLine($"{token.Account.Username}: {days} days");
    }

    static Task ShowAsync(DeviceCodeResult code)
    {
        Console.WriteLine($"enter {code.UserCode} at {code.VerificationUrl}");
        return Task.CompletedTask;
    }
}
