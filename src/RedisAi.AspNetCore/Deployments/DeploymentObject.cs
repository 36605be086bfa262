using System.Text.Json;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Deployments in answers.</summary>
internal static class DeploymentObject
{
    public static void Write(Utf8JsonWriter json, MlflowDeployment deployment)
    {
        json.WriteStartObject();
        DeploymentJson.WriteProperties(json, deployment);
        json.WriteBoolean("uploaded", deployment.IsUploaded);
        json.WriteEndObject();
    }
}
