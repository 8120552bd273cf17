#include "store/reset_store.h"

namespace flows::store {

void delete_everything(WriteTxn& txn) {
  txn.apply("DELETE FROM conversation");
  txn.apply("DELETE FROM event_batch");
  txn.apply("DELETE FROM execution");
  txn.apply("DELETE FROM removed_execution");
  txn.apply("DELETE FROM snapshot");
  // Versions and aliases come first, so that deleting the flows has no rows left to cascade to.
  txn.apply("DELETE FROM flow_alias");
  txn.apply("DELETE FROM flow_version");
  txn.apply("DELETE FROM flow");
  txn.apply("DELETE FROM prompt_version");
  txn.apply("DELETE FROM prompt");
  txn.apply("DELETE FROM tag");
  txn.apply("DELETE FROM client_token");
  txn.apply("DELETE FROM object");
  txn.apply("DELETE FROM clock");
}

}  // namespace flows::store
