using System.Net.Http.Headers;
using System.Net.Http.Json;

static class WeatherApi
{
    record Row(string Date);

    /// <returns>how many days the forecast has</returns>
    public static async Task<int> CountDaysAsync(string accessToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        var rows = await http.GetFromJsonAsync<Row[]>(Settings.WeatherUrl);
        return rows!.Length;
    }
}
