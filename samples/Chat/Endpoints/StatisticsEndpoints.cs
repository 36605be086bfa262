using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat.Endpoints;

/// <summary>What was measured, over HTTP.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder app) => app.MapGet("/statistics", static (StatisticsClock clock) => clock.Latest);
}
