using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Answers what MLflow's deployment clients ask, save predictions.</summary>
/// <param name="deployments">Does it; made with the first request, when the host has started.</param>
/// <param name="requests">Reads what is asked.</param>
/// <param name="permitted">Says which models may be named.</param>
/// <param name="uploads">Receives models.</param>
internal sealed class DeploymentHandlers(Lazy<MlflowDeployments> deployments, DeploymentRequestReader requests, PermittedModels permitted, UploadReceiver uploads)
{
    public async Task ListAsync(HttpContext context)
    {
        IReadOnlyList<MlflowDeployment> all = await deployments.Value.ListAsync(context.RequestAborted).ConfigureAwait(false);
        using AnswerBuffer answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteStartArray("deployments");
        foreach (MlflowDeployment deployment in all)
        {
            DeploymentObject.Write(answer.Json, deployment);
        }

        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }

    public async Task GetAsync(HttpContext context) =>
        await AnswerAsync(context, await deployments.Value.GetAsync(NameOf(context), context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);

    public async Task CreateAsync(HttpContext context)
    {
        DeploymentRequest request = await requests.ReadAsync(context).ConfigureAwait(false);
        string name = DeploymentName.Check(request.Name);
        await AnswerAsync(context, request.IsUpload
            ? await uploads.DeployAsync(context, name, isNew: true, request).ConfigureAwait(false)
            : await CreateAsync(context, name, request).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task UpdateAsync(HttpContext context)
    {
        DeploymentRequest request = await requests.ReadAsync(context).ConfigureAwait(false);
        string name = NameOf(context);
        if (request.Name is not null && request.Name != name)
        {
            throw Wrong($"The request names '{request.Name}', and its address '{name}': a deployment keeps its name.");
        }

        await AnswerAsync(context, request.IsUpload
            ? await uploads.DeployAsync(context, name, isNew: false, request).ConfigureAwait(false)
            : await UpdateAsync(context, name, request).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        await deployments.Value.DeleteAsync(NameOf(context), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task<MlflowDeployment> CreateAsync(HttpContext context, string name, DeploymentRequest request)
    {
        if (string.IsNullOrEmpty(request.ModelUri))
        {
            throw Wrong("The request has no model: give its address as 'model_uri', or its folder as an archive (application/x-tar).");
        }

        permitted.Check(request.ModelUri);
        return deployments.Value.CreateAsync(name, request.ModelUri, request.Flavor, request.Config, cancellationToken: context.RequestAborted);
    }

    private Task<MlflowDeployment> UpdateAsync(HttpContext context, string name, DeploymentRequest request)
    {
        if (request.ModelUri is not null)
        {
            permitted.Check(request.ModelUri);
        }

        return deployments.Value.UpdateAsync(name, request.ModelUri, request.Flavor, request.Config, cancellationToken: context.RequestAborted);
    }

    private static string NameOf(HttpContext context) => DeploymentName.Of(context, segmentsBehind: 0);

    private static async Task AnswerAsync(HttpContext context, MlflowDeployment deployment)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        DeploymentObject.Write(answer.Json, deployment);
        await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes: null).ConfigureAwait(false);
    }

    private static MlflowException Wrong(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);
}
