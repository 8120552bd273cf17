//! Plays the scenario of ../../scenario.json with the AWS SDK for Rust.
//!
//!     client ENDPOINT

mod definitions;
mod executions;
mod json;
mod streams;

use aws_sdk_bedrockagent as control;
use aws_sdk_bedrockagentruntime as runtime;
use control::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use control::error::ProvideErrorMetadata;
use control::operation::RequestId;
use control::operation::create_flow::CreateFlowOutput;
use control::types::{FlowAliasRoutingConfigurationListItem, FlowDefinition};
use json::{list, show, text, texts};

pub type Failure = Box<dyn std::error::Error>;

/// An alias of a flow.
pub struct Live {
    pub flow: String,
    pub alias: String,
}

fn connect(endpoint: &str) -> (control::Client, runtime::Client) {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let credentials = Credentials::new("local", "local", None, None, "local");
    let local = aws_types::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .http_client(http)
        .build();
    let agent = aws_sdk_bedrockagent::Client::new(&local);
    let runtime = aws_sdk_bedrockagentruntime::Client::new(&local);
    (agent, runtime)
}

pub async fn create(
    agent: &control::Client,
    name: &str,
    definition: FlowDefinition,
) -> Result<CreateFlowOutput, Failure> {
    Ok(agent
        .create_flow()
        .name(name)
        .execution_role_arn("arn:aws:iam::123456789012:role/flows")
        .definition(definition)
        .send()
        .await?)
}

async fn show_tags(agent: &control::Client, arn: &str) -> Result<(), Failure> {
    let tag = agent.tag_resource().resource_arn(arn);
    tag.tags("team", "travel")
        .tags("stage", "test")
        .send()
        .await?;
    let untag = agent.untag_resource().resource_arn(arn);
    untag.tag_keys("stage").send().await?;
    let found = agent
        .list_tags_for_resource()
        .resource_arn(arn)
        .send()
        .await?;
    let tags: Vec<String> = found
        .tags()
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{}: {}", text(key), text(value)))
        .collect();
    show("tags", &[("tags", format!("{{{}}}", tags.join(", ")))]);
    Ok(())
}

async fn show_pages(agent: &control::Client, flow: &str) -> Result<(), Failure> {
    let listing = agent.list_flow_versions().flow_identifier(flow);
    let mut found = listing.max_results(2).into_paginator().send();
    let mut pages = Vec::new();
    while let Some(page) = found.next().await {
        let page = page?;
        let rows = page.flow_version_summaries().iter();
        pages.push(list(rows.map(|row| text(row.version()))));
    }
    show("pages", &[("pages", list(pages))]);
    Ok(())
}

async fn show_error(agent: &control::Client) -> Result<(), Failure> {
    let Err(failed) = agent.get_flow().flow_identifier("AAAAAAAAAA").send().await else {
        return Err("GetFlow found what is not there".into());
    };
    let status = failed.raw_response().map_or(0, |raw| raw.status().as_u16());
    let error = failed.into_service_error();
    if !error.is_resource_not_found_exception() {
        return Err(error.into());
    }
    show(
        "error",
        &[
            ("error", text(error.code().unwrap_or_default())),
            ("message", text(error.message().unwrap_or_default())),
            ("status", status.to_string()),
            ("request", text(error.request_id().unwrap_or_default())),
        ],
    );
    Ok(())
}

async fn create_alias(agent: &control::Client, flow: &str) -> Result<String, Failure> {
    let second = FlowAliasRoutingConfigurationListItem::builder()
        .flow_version("2")
        .build();
    let made = agent
        .create_flow_alias()
        .flow_identifier(flow)
        .name("live")
        .routing_configuration(second)
        .send()
        .await?;
    let alias = agent
        .get_flow_alias()
        .flow_identifier(flow)
        .alias_identifier(made.id())
        .send()
        .await?;
    let version = alias.routing_configuration()[0].flow_version();
    show(
        "alias",
        &[
            ("alias", text(alias.id())),
            ("version", text(version.unwrap_or_default())),
        ],
    );
    Ok(made.id().to_string())
}

async fn play_control_plane(agent: &control::Client) -> Result<Live, Failure> {
    let made = create(agent, "greeter", definitions::greeter()?).await?;
    let flow = made.id();
    show(
        "create",
        &[
            ("flow", text(flow)),
            ("arn", text(made.arn())),
            ("status", text(made.status().as_str())),
        ],
    );
    agent.prepare_flow().flow_identifier(flow).send().await?;
    let prepared = agent.get_flow().flow_identifier(flow).send().await?;
    show("prepare", &[("status", text(prepared.status().as_str()))]);
    let mut versions = Vec::new();
    for _ in 0..3 {
        let version = agent
            .create_flow_version()
            .flow_identifier(flow)
            .send()
            .await?;
        versions.push(version.version().to_string());
    }
    show("version", &[("versions", texts(&versions))]);
    let alias = create_alias(agent, flow).await?;
    show_tags(agent, made.arn()).await?;
    show_pages(agent, flow).await?;
    show_error(agent).await?;
    Ok(Live {
        flow: flow.to_string(),
        alias,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let endpoint = std::env::args().nth(1).ok_or("the endpoint is missing")?;
    let (agent, runtime) = connect(&endpoint);
    let live = play_control_plane(&agent).await?;
    streams::play(&agent, &runtime, &live).await?;
    executions::play(&runtime, &live).await
}
