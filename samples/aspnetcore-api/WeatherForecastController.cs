using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace WeatherApi;

[ApiController]
[Route("[controller]")]
[Authorize(Policy = "access_as_user")]
public sealed class WeatherForecastController : ControllerBase
{
    private static readonly string[] Summaries =
    [
        "Freezing", "Bracing", "Chilly", "Cool", "Mild", "Warm", "Balmy", "Hot", "Sweltering", "Scorching",
    ];

    // In memory, until the API restarts. A real API has a database.
    private static readonly ConcurrentDictionary<DateOnly, bool> Removed = new();

    private static IEnumerable<DateOnly> Days =>
        Enumerable.Range(1, 5)
            .Select(DateOnly.FromDateTime(DateTime.UtcNow).AddDays)
            .Where(day => !Removed.ContainsKey(day));

    [HttpGet(Name = "GetWeatherForecast")]
    public IEnumerable<WeatherForecast> Get() =>
        Days.Select(day => new WeatherForecast
        {
            Date = day,
            TemperatureC = Random.Shared.Next(-20, 55),
            Summary = Summaries[Random.Shared.Next(Summaries.Length)],
        });

    [HttpDelete("{date}")]
    [Authorize(Policy = "remove_days")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public IActionResult Delete(DateOnly date) =>
        Days.Contains(date) && Removed.TryAdd(date, true)
            ? NoContent()
            : Problem($"There is no forecast for {date:yyyy-MM-dd}.", statusCode: StatusCodes.Status404NotFound);
}
