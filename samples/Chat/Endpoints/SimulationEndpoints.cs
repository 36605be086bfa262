using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RedisAi.Samples.Chat.Simulation;

namespace RedisAi.Samples.Chat.Endpoints;

/// <summary>How many users are simulated, over HTTP.</summary>
internal static class SimulationEndpoints
{
    public static void MapSimulation(this IEndpointRouteBuilder app)
    {
        app.MapGet("/simulation", static (Simulator simulator) => simulator.Settings);
        app.MapPut("/simulation", Apply);
    }

    private static Results<Ok<SimulationSettings>, BadRequest<string>> Apply(SimulationSettings settings, Simulator simulator)
    {
        if (settings.Users is < 0 or > SimulationSettings.MostUsers)
        {
            return TypedResults.BadRequest($"Users ({settings.Users}) must be between 0 and {SimulationSettings.MostUsers}.");
        }

        simulator.Apply(settings);
        return TypedResults.Ok(settings);
    }
}
