using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

// The documented service: takes pictures that wait for their labels out of a channel, and has them answered by a plan.
#region hosting-service
internal sealed record Job(float[] Image, TaskCompletionSource<float> Answer);

internal sealed class Classifier(Channel<Job> jobs, [FromKeyedServices("classify")] DagPlan classify) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Job job in jobs.Reader.ReadAllAsync(stoppingToken))
        {
            using AiTensor image = AiTensor.Create<float>([job.Image.Length], job.Image);
            using DagResult r = await classify.RunAsync(new NamedTensors { ["image"] = image }, cancellationToken: stoppingToken);
            job.Answer.SetResult(r.AsSpan<float>("label")[0]);
        }
    }
}
#endregion
