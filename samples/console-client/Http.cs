using System.Text.Json;

/// <summary>Requests that end with JSON or with a sentence for the user.</summary>
static class Http
{
    // A redirect would send the client secret elsewhere.
    static readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await client.SendAsync(request);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            var why = e is HttpRequestException ? e.GetBaseException().Message : "no answer within 30 seconds";
            throw new Failure($"{request.RequestUri} cannot be reached: {why}.");
        }
    }

    public static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, JsonSerializerOptions options)
    {
        var text = await response.Content.ReadAsStringAsync();
        try
        {
            return JsonSerializer.Deserialize<T>(text, options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            var status = (int)response.StatusCode;
            throw new Failure($"{response.RequestMessage?.RequestUri} answered {status} with something other than the expected JSON.");
        }
    }
}
